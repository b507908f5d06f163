"""Agentic reasoning, tools, coding, data analysis, computer use, vision: hundreds of accounts.

Models     the second campaign: 3.4 million exchanges by several pathways.
Figures    hundreds of accounts; a third of the accounts on cloud platforms, where no address is
           seen.
Evades by  variety: capabilities, pathways and clients differ from account to account.
"""

from hydrometer.bench.relay import Job, Relay

operator = Relay(
    "february_b",
    accounts=1_320,
    exits=200,
    share=0.85,
    client="public",
    scheduler="least_loaded",
    pathways=(0.66, 0.0, 0.14, 0.1, 0.1),
    accounts_per_payment=12,
    end_users=True,
    jobs=(
        Job(
            "february_b",
            exchanges=3_400_000,
            targets={
                "agentic_reasoning": 0.25,
                "tool_use": 0.22,
                "coding": 0.2,
                "data_analysis": 0.13,
                "computer_use": 0.12,
                "vision": 0.08,
            },
            templates=24,
            tool_turns=0.45,
            logged=0.5,
            pivot=0.4,
        ),
    ),
)
