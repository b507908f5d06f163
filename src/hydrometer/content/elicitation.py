"""The wording of requests for training material rather than for an answer.

`phrases` explains how a line is read.  A country, a nationality or a language is never a cue.
"""

from __future__ import annotations

_SHOW = (
    "(show|write|give|provide|output|reveal|expose|print|share|present|include"
    "|articulate|document|record"
    "|verbalize|verbalise|narrate|spell out|lay out|reproduce|return|describe"
    "|produce|supported by)"
)
_WRITE = (
    "(show|write|give|provide|output|reveal|expose|print|share|include|articulate"
    "|document|record|verbalize"
    "|verbalise|narrate|spell out|lay out|reproduce|return|emit)"
)
_FULL = (
    "(full|complete|entire|whole|detailed|exhaustive|internal|hidden|inner|raw"
    "|unabridged|explicit|transparent"
    "|underlying|private|verbatim|extended)"
)
_THOUGHT = "(reasoning|thinking|thought process|chain of thought|train of thought|thoughts"
"|deliberation)"
_ANSWERS = (
    "(response|responses|answer|answers|output|outputs|completion|completions"
    "|solution|solutions|candidate"
    "|candidates|summary|summaries|generation|generations|submission|submissions|essay)"
)
_SCORE = (
    "(score|scores|rate|rates|grade|grades|evaluate|evaluates|assess|assesses|judge"
    "|judges|rank|ranks|compare"
    "|compares|critique|mark|checking|evaluating|grading|rating|scoring|judging|ranking)"
)
_SCALE = (
    "(rubric|scale of 0|scale from 0|from 0 to 0|between 0 and 0|0 to 0|out of 0"
    "|0 point|0 points|0 0 scale)"
)
_STEP = (
    "(step|steps|thought|thoughts|line|lines|call|calls|action|actions|edit|edits|move|turn|round"
    "|decision|tool|command|argument|parameter|click|observation|result)"
)
_WHY = "(why|reason|reasons|rationale|justification|motivation|hypothesis|thought|intent)"
_STRICT = (
    "(strict|impartial|fair|meticulous|rigorous|expert|objective|unbiased|careful|senior|demanding"
    "|critical|independent|professional|harsh|)"
)
_MARKER = (
    "(judge|grader|evaluator|rater|examiner|annotator|assessor|marker|referee|reviewer|arbiter"
    "|verifier|critic)"
)
_MARK = "(score|scores|grade|grades|rating|ratings|mark|marks|points|verdict|percentage)"
_REWORD = (
    "(rewrite|rephrase|reword|paraphrase|reformulate|convert|transform|recast"
    "|redirect|deflect|sanitize|sanitise"
    "|soften|alternative|alternatives|answer|respond|reply|craft|suggest|rewriting)"
)
_SENSITIVE = (
    "(politically sensitive|socially sensitive|sensitive question"
    "|sensitive questions|sensitive query"
    "|sensitive queries|sensitive topic|sensitive topics|sensitive subject"
    "|sensitive political"
    "|censor*|dissident*|authoritarian*|party leader|party leaders"
    "|political dissent|political prisoner"
    "|political prisoners|forbidden topic|forbidden topics|banned topic"
    "|banned topics|taboo topic|taboo topics)"
)
_SAFE = (
    "(avoid|avoids|avoiding|acceptable|compliant|complies|comply|neutral|safe|safer"
    "|harmless|deflect|deflects"
    "|sidestep|sidesteps|steer|steers|evade|evades|passes|allowed|permitted"
    "|inoffensive|without mentioning)"
)

_MIND = (
    "(reasoning|thinking|thought|thoughts|deliberation|reflection|monologue|trace|derivation"
    "|scratchpad|guesses)"
)
_TELL = (
    "(narrate|narrates|narrated|narrating|explain|explains|explaining|justify|justifies"
    "|justifying|document|documenting|defend|motivate|log|record|say|state|write down|comment on)"
)
_BARRED = (
    "(filter|filters|censor|censors|censorship|moderation|moderator|moderators|regulator"
    "|regulators|blocklist|content office|content board"
    "|content policy|content bureau)"
)
_TOUCHY = (
    "(politically|socially|ideologically|diplomatically) "
    "(sensitive|delicate|charged|risky|loaded|awkward|touchy|contentious|controversial)"
)
_WORKERS = (
    "(worker|workers|sub agent|sub agents|subagent|subagents|coder|coders|executor|executors"
    "|reviewer|sub task|sub tasks|subtask|subtasks)"
)

ELICITING: dict[str, tuple[tuple[str, ...], ...]] = {
    "censorship_safe_rewriting": (
        (
            "(pass|passes|survive|survives|get past|clear|clears|satisfy|satisfies|trip|trips"
            "|trigger|triggers) ~ "
            "(filter|filters|censor|censors|moderation|moderators|blocklist|screening)",
            _REWORD,
        ),
        (
            f"{_REWORD} ~ (banned|forbidden|blocked|blacklisted|restricted|filtered) "
            "(words|terms|phrases|keywords|topics|subjects)",
        ),
        (f"{_REWORD} ~ {_SENSITIVE}", _SAFE),
        (
            "(safe|safer|acceptable|compliant|neutral|harmless|sanitized|sanitised"
            "|permissible) (alternative"
            "|alternatives|version|versions|rewrite|rewrites|phrasing|rephrasing|wording"
            "|reformulation)",
            _SENSITIVE,
        ),
        ("censorship (safe|compliant|friendly|proof|resistant|aware)",),
        (
            _TOUCHY,
            "(harmless|neutral|acceptable|safe|safer|inoffensive|rewrite|rephrase|reword|version"
            "|deflect|softer|permitted)",
        ),
        (
            "(acceptable|harmless|inoffensive|agreeable|palatable|unobjectionable) "
            f"(to|for|with|before) ~ {_BARRED}",
        ),
        (
            f"(pass|passes|satisfy|satisfies|please|get past|survive) ~ {_BARRED}",
            "(neutral|useful|reply|answer|rewrite|text|version|wording|question)",
        ),
        (
            "(word|words|term|terms|phrase|phrases) ~ "
            "(filter|filters|censor|censors|moderator|moderators|blocklist)",
            "(avoid|avoids|avoiding|drop|drops|replace|replacing|evade|dodge)",
        ),
        (
            "(deflecting|deflected|evasive|noncommittal|non committal|sanitised|sanitized) ~ "
            "(answer|reply|response|version|wording)",
        ),
        (
            "(rewrite|rephrase|reword|reformulate|recast) ~ (question|query|prompt|request)",
            "(answer|answers|answering) (the|) (rewritten|rephrased|reworded|reformulated|new"
            "|revised)",
        ),
        (
            "(safe|safer|acceptable|permitted|harmless|neutral) "
            "(alternative|version|wording|rewrite|phrasing)",
            "(moderation|filter|filters|censor|censors)",
        ),
        (
            "(stays|stay|remains|remain) neutral",
            "(delicate|sensitive|touchy|contested) (question|query|topic|subject)",
        ),
        (
            "(steer|steers|steering|lead|leads|move|moves) (away|clear|around) ~ "
            "(without|topic|subject|politics|lying|refusing|refusal)",
            "(reply|answer|response|model|question)",
        ),
        ("(moderation|censorship|policy|regime|party) (aligned|conform|conforming|aware|safe)",),
    ),
    "trajectory": (
        (f"{_WHY} ~ (each|every) {_STEP}",),
        (f"(each|every) {_STEP} ~ {_WHY}",),
        (
            f"(each|every) {_STEP} ~ (thought|hypothesis|observation|rationale|reasoning|decision"
            "|belief|alternatives|reflect|uncertainty)",
        ),
        (
            "(candidate|possible|alternative) (actions|moves|clicks) ~ "
            "(probabilities|scores|choose)",
        ),
        ("think first ~ (click|type|act|call|press)",),
        ("(failing|failed) ~ (recovery|recover|recovers)", "(call|tool|tools|action|actions)"),
        (
            "(thought|hypothesis|observation|plan|reasoning) (then|and|) "
            "(action|decision|call|command|act|tool call) ~ (observation|result|reflection|input)",
        ),
        (
            "(observation|thought|hypothesis|goal) (hypothesis|plan|reasoning|decision) "
            "(decision|action|call|observation) (call|action|observation|result|reflection)",
        ),
        (
            "(show|list|print|log|record|emit|write|output|narrate) ~ "
            "(full|complete|entire|whole|exact)",
            "(call sequence|sequence of calls|action sequence|tool sequence|chain of calls"
            "|call log)",
        ),
        (
            "(design notes|rationale|reasoning|explanation|thoughts) ~ "
            "(before|for|with) (each|every|any) (edit|change|patch|diff|hunk|file|function)",
        ),
        (
            f"{_SHOW} ~ (complete|full|entire|whole|detailed) (agent|tool use|interaction"
            "|execution|action|) "
            "(trajectory|trajectories|rollout|rollouts)",
        ),
        (
            "(every|each|all) (tool call|tool calls|function call|function calls"
            "|tool invocation|tool use)"
            " ~ (reason|reasons|rationale|thought|thoughts|why|justification|motivation)",
        ),
        ("(trajectory|trajectories) ~ (thought|thoughts|action|actions)",),
        (
            f"{_FULL} ~ (thought|thoughts) (and|) (action|actions) (and|) (observation"
            "|observations)",
        ),
        (
            "(simulate|generate|synthesize|synthesise|produce|create|write) ~ (tool use"
            "|tool calling|agentic|agent"
            "|function calling) (trajectory|trajectories|demonstration|demonstrations"
            "|episode|episodes|rollouts)",
        ),
        (
            f"{_TELL} ~ (each|every|all) (decision|decisions|choice|choices|action|edit|call|move"
            "|result|observation)",
        ),
        ("(decision|hypothesis|reasoning|action) (log|record|journal|trail|diary)",),
        (
            "(whole|entire|complete|full) (session|transcript|episode|run)",
            "(command|commands|edit|edits|calls|outputs|actions|tool|tools|diff)",
        ),
        (
            "(justify|explain|argue|weigh|compare) ~ (alternative|alternatives)",
            "(tool|tools|function|functions|call|calls|calling|action)",
        ),
        (
            "(scratchpad|notes|log|hypothesis|plan) ~ "
            "(after|before|with|at) (each|every) (call|step|action|turn|edit|command)",
        ),
        (
            "(next|single) (action|call|step|move|click) ~ "
            "(why|reason|rationale|thought|because|justification)",
        ),
        (
            "(why|reason|reasons) (the|this|that|each|) (next|chosen|following) "
            "(action|call|step|move|edit|tool)",
        ),
        (
            "(thought|thinking|rationale|reasoning) (action|command|call|click)"
            " (bbox|coordinates|target|selector|element|observation)",
        ),
        (
            "(simulate|imagine|invent|predict|mock) ~ "
            "(return|returns|result|results|output|outputs|observation)",
            "(call|calls|action|actions)",
        ),
        (
            f"(planner|orchestrator|lead agent|supervisor|coordinator|manager) ~ {_WORKERS}",
            "(instruction|instructions|hand over|handover|handoff|hand off|brief|briefs|merge"
            "|split|decompose|delegate|assign|decision record)",
        ),
    ),
    "grading": (
        (
            "(as|are|be) (a|an) (impartial|fair|strict|expert|objective|unbiased|) "
            "(judge|grader|evaluator|rater|examiner|annotator|assessor)",
            f"{_SCORE} ~ {_ANSWERS}",
        ),
        (
            f"{_SCORE} ~ {_ANSWERS}",
            f"(score|scores|rate|grade|rating|ratings|evaluate|judge) ~ {_SCALE}",
        ),
        (
            f"(as|are|be|like) (a|an|the) {_STRICT} {_MARKER}",
            f"(end|give|state|assign|output|return|then|fix|award|your|final|overall|with)"
            f" ~ {_MARK}",
        ),
        ("(award|deduct|assign|give) ~ (points|marks) (for|per|out of|to each|if)",),
        (
            f"(criterion|criteria|dimension|dimensions|aspect|aspects) ~ {_MARK}",
            _ANSWERS,
        ),
        ("(pairwise|head to head|side by side) (comparison|judgement|judgment|evaluation)",),
        (
            "(critique|criticise|criticize|grade|mark) (the|this|each|that) "
            "(answer|response|reply|candidate|attempt|submission|solution|essay)",
            f"{_MARK}",
        ),
        (
            "(which|select|selects|selecting|choose|pick|decide|determine|identify) ~ "
            "(better|best|preferred"
            "|superior) (response|responses|output|outputs|completion|summary|assistant"
            "|model|large language model)",
        ),
        (
            "(which|select|choose|pick|decide|determine|identify) ~ best (solution"
            "|solutions|answer) among",
            "(candidate|these|following) (solutions|answers)",
        ),
        (
            "(which|select|choose|pick|decide|determine) ~ (response|output|completion"
            "|summary|assistant|answer"
            "|submission) (is|was|that) (better|best|preferred|superior)",
        ),
        (
            "(output|response|assistant|answer|completion) a ~ (output|response|assistant"
            "|answer|completion) b",
            "(better|best|prefer|prefers|preferred|winner|quality|rank|tie|judge|evaluate|compare)",
        ),
        ("(scoring|grading|evaluation|assessment|score) (rubric|rubrics)",),
        (
            "(against|using|according to|following|with|by) (the|this|a|my) (following"
            "|provided|given|) rubric",
        ),
        (
            "(assign|give) (it|each|) (a|an) (numeric|numerical|overall|final|) (grade"
            "|score|rating)",
            f"{_SCORE} ~ {_ANSWERS}",
        ),
        (
            f"{_SCORE} ~ (quality|helpfulness|correctness) of (the|each|two|their) (ai"
            f"|assistant|) {_ANSWERS}",
        ),
        (
            "(candidate|predicted|model|student) (answer|solution|response|and expected) ~ "
            "(correct|incorrect"
            "|equivalent|problem)",
            "(gold|reference|official|expected|ground truth) (target|answer|solution|)",
        ),
        ("(rank|ranking|leaderboard) ~ (responses|outputs|completions|models|assistants)",),
        ("(as|are|be) (a|the) (reward|preference) model",),
        ("(the|a|as) (reward|preference) (signal|function|head)",),
        (
            "(label|mark|judge|rate|classify) (each|every) (step|line|turn)",
            "(good|bad|neutral|correct|incorrect|wrong|valid|invalid)",
        ),
        (
            "(reply|response|answer|output|completion|candidate) a (and|with|or|vs|versus|against)"
            " (reply|response|answer|output|completion|candidate|) b",
            "(winner|better|prefer|preferred|margin|compare|stronger|verdict)",
        ),
        ("(preferred|chosen) and (a|) (rejected|dispreferred) (reply|response|answer|completion)",),
    ),
    "reasoning": (
        (
            "(think|reason|deliberate|work it out|work everything out) "
            "(aloud|out loud|in writing|on paper|in full|exhaustively|at length)",
        ),
        (
            "0 (words|sentences|paragraphs|tokens|lines|steps) of ~ "
            "(reasoning|deliberation|thinking|thought|analysis|derivation|rationale)",
        ),
        (
            "(try|consider|explore|attempt|compare) ~ "
            "(approaches|methods|strategies|solution paths|derivations|lines of attack)",
            "(two|three|four|five|several|multiple|distinct|different|independent)",
            "(answer|conclude|conclusion|solution|choose|return|final)",
        ),
        (
            "(write|produce|generate|compose|create|give|writing) ~ "
            "(gold|model|reference|exemplary|ideal|worked|canonical|teacher) "
            "(solution|solutions|answer|answers|response|derivation)",
        ),
        (
            "(skip|omit|hide|abbreviate|leave out|compress) (no|any|a) "
            "(step|steps|thought|thoughts|reasoning|intermediate)",
        ),
        (
            "(every|each|all) (intermediate|hidden|inner|elementary) "
            "(step|steps|thought|thoughts|inference|inferences|deduction|deductions)",
        ),
        (
            f"{_WRITE} ~ (thoughts|thinking|reasoning|deliberation|rationale|derivation) "
            "(before|first|then|and then|followed by|leading to)",
        ),
        (
            "(backtrack|self correct|self correction|double check|verify|revise|doubt) ~ "
            "(your|each|every|own) (reasoning|thinking|thoughts|steps|step|assumption|assumptions)",
        ),
        (f"{_SHOW} ~ {_FULL} {_THOUGHT}",),
        (
            "(reconstruct|recreate|imagine|articulate|infer|recover|reverse engineer"
            "|simulate|explain|write)"
            f" ~ {_THOUGHT} (process|steps|) (behind|that led|that leads|that produced"
            "|leading to|which led|underlying)",
        ),
        (
            f"{_WRITE} ~ (chain of thought|inner monologue|internal monologue|scratchpad"
            "|train of thought"
            "|thinking process|reasoning trace|reasoning traces|reasoning chain"
            "|thought process)",
        ),
        (
            f"{_WRITE} ~ (reasoning|thinking|rationale) (process|) (step by step|in full"
            "|in detail|verbatim)",
        ),
        (
            f"{_WRITE} ~ step by step (reasoning|thinking|rationale|thought process"
            "|chain of thought)",
        ),
        (
            "(inside|within|in|between|using) (the|) (think|thinking|reasoning|scratchpad) "
            "(tag|tags|block|blocks)",
        ),
        ("(thinking thinking|think think|scratchpad scratchpad)",),
        (f"(path|stream|flow|trail|log|account|notebook) of (your|the|) {_MIND}",),
        ("(inner|internal) (monologue|dialogue|dialog|speech|voice)",),
        (
            "(narrate|narrated|narrating|narration) ~ "
            "(thought|thoughts|step|steps|choice|choices|alternatives|reasoning)",
        ),
        (
            f"{_MIND} ~ (wrong turn|wrong turns|dead end|dead ends|false start|false starts"
            "|failed attempts|what failed|rejected|abandoned)",
        ),
        (
            "(including|include|with|even|also|keep) ~ "
            "(wrong turns|dead ends|false starts|the guesses|all guesses)",
        ),
        (
            "(every|each|all) (thought|thoughts|idea|ideas|guess|guesses|doubt|doubts)"
            " ~ (paper|written|down|order|comes|come|occurs|occur|had|along)",
        ),
        (
            "(put|write|keep|note|jot|dump|type) ~ "
            "(every|each|all|running) (thought|thoughts|idea|ideas|guess|guesses)",
        ),
        (
            "(explore|attempt|try|guess|doubt) (backtrack|revise|correct|conclude|verify)",
            "(backtrack|first person|no summary|inner|aloud)",
        ),
        (
            "(long|careful|full|complete|detailed|extensive|exhaustive|explicit) "
            "(chain|chains|trace|traces) of (reasoning|thought|thinking)",
        ),
        ("(wrap|enclose|separate) ~ (rationale|thinking|reasoning|thoughts|deliberation)",),
        ("(long|full|worked|complete|extensive) rationale",),
        ("(hidden|omitted|implicit) (step|steps) ~ (expert|experts|skip|skips|leaves out)",),
        (
            f"{_MIND} (part|section|phase|log|trace|field|entries)"
            " ~ (at least|minimum|long|longer|complete|0 words|0 entries|0 tokens)",
        ),
    ),
}
"""Requests for training material, in the order in which they are tried.  A request is of the kind
if every line of one of its clauses occurs."""
