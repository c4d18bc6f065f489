"""Counter-speech: a hateful saying that is quoted in general, only to be condemned.

``Telling a child "go home" is racism`` speaks against what it quotes; ``he told her to go home, which is
racist`` reports an incident, and stays a report. Own grammar; the stance itself is told elsewhere.
"""

from __future__ import annotations

from msgguard import lazyre as re

# Nobody in particular says it.
_GENERAL = re.compile(
    r"\b(?:saying|to say|to hear|hearing|telling|to tell|calling|to call|shouting|chanting|writing|posting"
    r"|sharing|repeating|joking|laughing (?:at|along)|using"
    r"|(?:comments?|phrases?|lines?|jokes?|remarks?|slogans?|posts?|words|things|stuff|chants?|memes?"
    r"|terms?|attitudes?|views?) (?:like|such as|about|that|of)"
    r"|(?:any ?(?:one|body)|some(?:one|body)|people|those|folks?|every(?:one|body)|no(?:body| one)|adults"
    r"|parents|kids|children|men|women|fans|who(?:ever)?) (?:who )?(?:still )?(?:say|think|believe|claim|call"
    r"|post|shout|chant|tell|write|share|use|laugh|should|ought|has to|deserves?|needs?)\w*"
    r"|the (?:idea|notion|claim|belief|myth|view|word|phrase|term|slur|line|saying) "
    r"|if you (?:ever |still |really )?(?:say|think|believe|call|hear|find|see|use)|next time you"
    r"|stop (?:saying|telling|calling|using)|don't (?:ever )?(?:say|tell|call|let)"
    r"|when (?:people|someone|somebody|you|i hear|we hear))\b"
)
_CONDEMNED = re.compile(
    r"(?<!not )(?<!n't )(?<!nothing )(?<!never )\b(?:unacceptable|wrong|racist|racism|sexist|sexism"
    r"|misogyn\w+|homophob\w+|transphob\w+|antisemit\w+|anti-semit\w+|islamophob\w+|ableis[tm]|xenophob\w+"
    r"|hateful|hate ?speech|hate crime|hatred|bigot\w*|ignoran\w+|disgusting|disgraceful|disgrace|shameful"
    r"|vile|offensive|nonsense|rubbish|prejudiced?|discriminat\w+|bullying|abuse|cruel|harmful|hurtful"
    r"|appalling"
    r"|outdated|lazy|dehumani\w+|pathetic|cowardly|ashamed|shame|part of the problem)\b"
    r"|(?:\b(?:not|never|no longer)|n't) (?:be |at all |remotely |even )?(?:ok|okay|acceptable|right|funny"
    r"|true|an opinion|banter|a joke|humou?r|welcome|on|fine|cool|tolerated?|allowed|excused?|normal|harmless"
    r"|a compliment|free speech|put up with|let (?:it|that))\b"
    r"|\bno (?:place|excuse|room)\b|\b(?:call(?:ed)? (?:it|that|them|him|her) out|challenged?|speak up"
    r"|report it|step in|walk away|stand up|unfollow|block(?:ed)?|grow up|do better"
    r"|get (?:a grip|educated))\b|\b(?:hurts|damages|makes me (?:sick|furious|angry|sad))\b"
    r"|\bi hate (?:it when|hearing|how)\b"
)
# Somebody in particular said it: a report, whatever the writer thinks of it.
_REPORTED = re.compile(
    r"(?<!who )(?<!whoever )(?<!be )(?<!being )(?<!get )(?<!getting )(?<!are )(?<!is )"
    r"\b(?:said|called|told|shouted|wrote|posted|yelled|chanted|texted|spat|sent|put|claimed|asked)\b"
    r"|\bwas (?:called|told)\b"
)


def is_condemned(sentence: str) -> bool:
    """Whether a folded sentence quotes a saying as nobody's in particular, and speaks against it."""
    return (
        _GENERAL.search(sentence) is not None
        and _CONDEMNED.search(sentence) is not None
        and _REPORTED.search(sentence) is None
    )
