"""From observations to campaigns: evidence, groups, streams, judgement, explanation."""
