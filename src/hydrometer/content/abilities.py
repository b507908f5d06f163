"""The wording by which it is known which ability an exchange is after.

`phrases` explains how a line is read.  A country, a nationality or a language is never a cue.
"""

from __future__ import annotations

ABILITIES: dict[str, tuple[str, ...]] = {
    "orchestration": (
        "(sub agent|sub agents|subagent|subagents|multi agent|multiagent"
        "|multiple agents|worker agents|other agents)",
        "(orchestrat*)",
        "(delegate|delegates|delegating|delegation|dispatch) ~ (agent|agents|task|tasks"
        "|worker|workers)",
        "(coordinate|coordinates|coordinating|coordination) ~ (agents|workers|tools|tasks)",
        "(team|crew|swarm) of (ai|) (agents|assistants|workers)",
        "(planner|supervisor|coordinator|router) (agent|and)",
        "(parallel|several|multiple) (tool calls|tools|workers)",
        "(hand off|handoff|assign) ~ (agent|agents|worker|workers|role|roles|specialist"
        "|specialists)",
        "(split|divide|break|decompose|breaking) ~ (sub tasks|subtasks|sub problems|workers"
        "|specialists|agents)",
        "(which|what) (agent|worker|specialist|expert) (should|to|will|acts|does|takes)",
    ),
    "computer_use": (
        "(screenshot|screenshots)",
        "(click|clicks|double click|right click|left click) (on|the|at|button)",
        "(mouse|cursor) (to|position|move|click|coordinates|pointer)",
        "(browser|desktop|gui|computer) (automation|agent|use|task|window|environment|control)",
        "(navigate|scroll|go) (to|down) (the|) (page|website|url|web page|tab|site)",
        "(web page|webpage|accessibility tree|dom element|ui element|ui elements)",
        "(type|enter|fill) ~ (text box|text field|search box|form field|input field)",
        "(operating system|linux|ubuntu|windows|macos) (desktop|gui|application|settings)",
    ),
    "vision": (
        "(image|images|photo|photos|photograph|picture|pictures|figure|diagram) (above"
        "|below|shown|attached|provided)",
        "(attached|provided|uploaded|given|this|the following) (image|images|photo"
        "|picture|chart|diagram|scan)",
        "(describe|caption|analyze|analyse|look at|read|interpret|transcribe) ~ (image"
        "|images|photo|photos|picture|chart)",
        "(bounding box|bounding boxes|object detection|optical character recognition"
        "|ocr|segmentation mask)",
        "(visual question|visible in|visual reasoning|visual grounding|computer vision)",
        "(in|from|of) (the|this|an) (image|photo|photograph|picture)",
    ),
    "data_analysis": (
        "(data|business|quantitative|financial|statistical) (analyst|analysis|analytics"
        "|scientist|science)",
        "(dataset|datasets|data set|dataframe|spreadsheet|csv|data table|raw data)",
        "(statistical|statistics|regression|correlation|hypothesis test|p value"
        "|confidence interval|outlier|outliers)",
        "(average|mean|median|total|sum|count|trend|trends|distribution) ~ (by|per|over"
        "|across|group|quarter|month)",
        "(insight|insights|finding|findings) ~ (data|table|dataset|metrics)",
        "(sql|query) ~ (table|tables|column|columns|database|rows)",
        "(time series|forecast|pivot table|cohort|churn|revenue|kpi|kpis|metrics)",
        "(table|tables|column|columns|rows) ~ (query|sql|database|average|sum|count)",
        "(column|columns|row|rows) (of|to|in|and|where|with|from|named)",
    ),
    "tool_use": (
        "(book|order|reserve|cancel|buy|purchase) (a|an|the|me|my|some) ~ (flight|flights|hotel"
        "|room|ticket|tickets|table|appointment|reservation|subscription|ride)",
        "(look up|search for|find|fetch|check|retrieve) ~ (price of|prices|flights|hotels"
        "|weather|availability|reviews|restaurants|stock price|exchange rate|order status)",
        "(change|modify|cancel|return|exchange) (my|the|an|a) ~ (flight|order|reservation|booking"
        "|item|items|ticket)",
        "(order|booking|reservation|confirmation|tracking) (number|id|code|0)",
        "(cheapest|nearest|available|upcoming) (flight|flights|hotel|hotels|restaurants|events)",
    ),
    "coding": (
        "(python|javascript|typescript|java|rust|golang|kotlin|php|ruby|html|css|react"
        "|perl|haskell|swift)",
        "(c|shell|bash|node js|jquery|sql) (function|program|code|method|class|script"
        "|query|equivalent)",
        "(code|codebase|coding|snippet|source code|pseudocode|script|scripts)",
        "(in|using) (c|node js|bash|sql)",
        "(function|functions|method|class|classes|algorithm|regex|program) ~ (that|to"
        "|which|takes|returns|return)",
        "(implement|refactor|debug|compile|compiles|unit test|unit tests|test cases"
        "|stack trace|pull request|commit)",
        "(bug|bugs|syntax error|exception|traceback|runtime error|linter|lint)",
        "(def|import|const|var|elif|printf|println|console log|self|null|bool|str)",
        "(array|arrays|linked list|hash map|dictionary|binary tree|data structure"
        "|data structures|string) ~ (return|of|element|elements|integers)",
        "(software|web|backend|frontend|full stack) (engineer|engineering|developer"
        "|development|application)",
        "(repository|repo|git|github|commit message|merge conflict)",
        "(test|tests|test suite) (pass|passes|passing|fail|fails|failing|failed|file|cases)",
        "(fix|resolve|debug) ~ (bug|bugs|error|errors|issue|crash)",
        "(shell|bash|terminal|command line|linux|ubuntu|unix|docker)",
        "(file|files|directory|directories|folder|path) ~ (permission|permissions|named"
        "|extension|executable|directory|directories|home|tmp|etc)",
    ),
    "reasoning": (
        "(solve|prove|proof|theorem|lemma|derive|deduce|infer|puzzle|riddle|calculate|compute)",
        "(how (many|much|long|far|old|fast|tall))",
        "(equation|equations|integer|integers|probability|triangle|geometry|algebra"
        "|calculus|polynomial|fraction|arithmetic)",
        "(math|maths|mathematics|mathematical|physics|chemistry|olympiad|competition|word problem)",
        "(if|suppose|assume|given) ~ (then|find|what is|determine|how many|must be true)",
    ),
}
"""What an exchange is about: the ability with most of its lines in the text, the first of
equals."""

FORMS: dict[str, tuple[str, ...]] = {
    "tool_use": (
        "(tool|function|api) (call|calls|calling|invocation|invocations|use|schema"
        "|definition|definitions)",
        "(call|invoke|use|using|select|choose|calling) ~ (the|these|following"
        "|appropriate|right|provided|correct)"
        " (tool|tools|api|apis|plugin|plugins)",
        "(available|following|provided) (tools|apis|functions|plugins)",
        "(json schema|arguments|parameters|endpoint|endpoints) ~ (tool|function|api|call)",
        "(tools|apis|functions) (are|is|that|available|provided|you|to)",
        "(tool name|function name|api name|api response|tool result|tool results|tool output)",
    ),
    "agentic_reasoning": (
        "(thought action|thought action observation|thoughts actions|action observation"
        "|next action|next actions)",
        "(ai agent|autonomous|autonomously|agentic|agent loop|you are an agent|as an agent)",
        "(plan|planning|decide|choose) ~ (action|actions|next step|sub goal|subgoal"
        "|subgoals|step to take)",
        "(trajectory|trajectories|rollout|observation|observations)",
        "(complete|accomplish|finish|carry out) (the|this|a|your) (task|goal|mission|objective)",
        "(environment|terminal|sandbox) ~ (task|action|command|commands|execute)",
        "(react|reflexion|self reflection|reflect on) (loop|agent|step|format|your)",
    ),
    "reasoning": (
        "step by step",
        "(reasoning|reason|logic|logical|logically|deduction|chain of thought"
        "|thought process|rationale)",
        "(boxed|final answer|correct answer|multiple choice|options)",
    ),
    "instruction_following": (
        "(write|draft|compose|create|generate|rewrite|edit|produce|make|design) (me|a"
        "|an|the|some|your|my|0|up)",
        "(summarize|summarise|translate|paraphrase|classify|extract|list|outline"
        "|brainstorm|rephrase|convert|proofread)",
        "(explain|describe|tell me|give me|provide|suggest|recommend|help me)",
        "(act as|you are|your task|i want you to|your role|pretend|role play|roleplay|imagine you)",
        "(bullet points|in the style|format|word limit|words or less|no more than"
        "|at least 0|exactly 0|tone)",
        "(respond|reply|answer) (in|with|only|as|using|to)",
    ),
}
"""How it is to be answered and by what means, whatever it is about: these count where no line of
`ABILITIES` is in the text."""
