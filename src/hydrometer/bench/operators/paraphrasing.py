"""Every wrapper is written anew.

Models     prompts that go through a small model before they are sent, so that no scaffold repeats.
Figures    120 accounts, 10,000 exchanges, all paraphrased, no own system prompt to speak of.
Evades by  wording; timing, network and payment stay what they are.
"""

from hydrometer.bench.relay import Job, Relay

operator = Relay(
    "paraphrasing",
    accounts=120,
    exits=25,
    share=0.8,
    jobs=(
        Job(
            "paraphrasing",
            exchanges=10_000,
            targets={"reasoning": 0.5, "grading": 0.2, "tool_use": 0.3},
            paraphrase=1.0,
        ),
    ),
)
