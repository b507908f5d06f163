"""Pages and texts for people: the report of a run, and the explanation of a campaign or account."""

from hydrometer.report.explanation import explain, explain_account, explain_campaign
from hydrometer.report.facts import account_facts, campaign_facts, explain_facts
from hydrometer.report.page import write_report

__all__ = [
    "account_facts",
    "campaign_facts",
    "explain",
    "explain_account",
    "explain_campaign",
    "explain_facts",
    "write_report",
]
