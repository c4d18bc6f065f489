"""Sentences built to give an account: "my insta is …", "find me as … on …", "gamertag: …".

What stands at ``name`` may be any word here; whether it can be an account's name is
``account_names``' matter.
"""

from __future__ import annotations

from msgguard import lazyre as re

_WORD_NAME = r"(?P<name>[\w](?:[\w.\-]{1,38}[\w]))"
_QUOTE = r"[\"'“‘(<*@]?"
_PLATFORM = (
    r"(?P<platform>insta(?:gram)?|ig|snap(?:chat)?|sc|tik ?tok|twitter|facebook|fb|messenger|discord|"
    r"telegram|kik|roblox|xbox(?: live)?|psn|"
    r"playstation|ps[345]|steam|fortnite|epic(?: games)?|minecraft|twitch|youtube|yt|reddit|threads|"
    r"pinterest|tumblr|bereal|be real|spotify|"
    r"linkedin|whatsapp|signal|skype|viber|wechat|vinted|depop|strava|mastodon|bluesky|bsky|soundcloud|"
    r"vsco|venmo|paypal|monzo|"
    r"cash ?app|nintendo|switch|onlyfans|clubhouse|wattpad|x)"
)
_ITS = r"(?:\s(?:account|name|username|user name|user|handle|id|tag|profile|gamertag|code))?"
BUILT = (
    # my insta is joe.b · insta: joeb · her snap's joeb
    re.compile(
        rf"(?<![\w@./])(?:my|his|her|our|their|mine|the|me|{'[a-z]+'}['’]s)?\s?(?:new |old |private |"
        rf"personal |own |other |main )?{_PLATFORM}{_ITS}"
        rf"(?:['’]s|\s?(?:is|=|:|[-–—>]+|@|are)|\sit['’]?s)\s?(?:called |under |now |still |just |"
        rf"as )?{_QUOTE}{_WORD_NAME}"
    ),
    # gamertag is CoolKid · username: joeb
    re.compile(
        rf"(?<![\w@./])(?:gamer\s?tags?|gamer name|user\s?name|(?:my|his|her|their|twitter|insta(?:gram)?|"
        rf"tiktok|snap(?:chat)?|media) handle|psn(?: id)?|screen\s?name|nickname|friend name|player name|"
        rf"display name)"
        rf"(?:\s(?:on|for|in)\s(?:the )?\w+)?(?:['’]s|\s?(?:is|=|:|[-–—]+)|"
        rf"\s(?=\S*[\d_]))\s?(?:called )?{_QUOTE}{_WORD_NAME}"
    ),
    # I'm joeb on snap · find me as joeb on insta · add joeb on …
    re.compile(
        rf"(?<![\w@./])(?:i['’]?m|i am|im|it['’]?s|he['’]?s|she['’]?s|add|follow|find me as|me as|"
        rf"find me under|look for|look up|look me up as|search(?: for)?|dm|message|am|called|under|as|"
        rf"known as|go by|username)\s"
        rf"{_QUOTE}{_WORD_NAME}[\"'”’)>*]?\s(?:on|over on|at|in)\s(?:the |my |your )?{_PLATFORM}(?![\w.])"
    ),
    # on snap as joeb · follow me on insta, joeb_ · on roblox im joeb
    re.compile(
        rf"(?<![\w@./])(?:on|via|over on|through|in)\s{_PLATFORM}\W{{1,4}}(?:(?:i['’]?m|im|i am|as|under|"
        rf"it['’]?s|its|is|my name is|name is|name|name's|username|user|search|search for|look for|called|"
        rf"at|@|where i['’]?m|where im)\s)"
        rf"(?:called |as |under |just )?{_QUOTE}{_WORD_NAME}"
    ),
)
_ANY = _PLATFORM.replace("?P<platform>", "?:")
# What each of them cannot be without, and is found more cheaply.
NEEDED = (
    re.compile(rf"{_ANY}{_ITS}(?:['’]s|\s?(?:is|=|:|[-–—>]|@|are)|\sit['’]?s)"),
    re.compile(r"gamer|user\s?name|handle|psn|screen\s?name|nickname|(?:friend|player|display) name"),
    re.compile(rf"\s(?:on|at|in)\s(?:the |my |your )?{_ANY}(?![\w.])"),
    re.compile(rf"(?:on|via|through|in)\s{_ANY}\W"),
)
# A name given where only the talk around tells of playing or meeting online: "we're Coates_Dad".
PLAYING_NAME = re.compile(
    r"(?<![\w@./])(?:[Ii]['’]?m|[Ww]e['’]?re|I am|[Ww]e are|[Ii]t['’]?s|[Aa]dd|[Ff]ind|[Mm]e as"
    r"|[Ll]ook for|[Ss]earch(?: for| up)?"
    r"|[Gg]o by|[Pp]lay as|[Kk]nown as|called|under|(?:name|user|tag|handle|one)(?: (?:on|in) (?:there|it"
    r"|here))? is)\s"
    r"[\"'“‘(<*@]?(?P<name>[A-Za-z0-9][\w.\-]{3,38}\w)"
)
# A plain name said to be one's name there: "my name on there is wendywoo".
NAME_THERE = re.compile(
    r"(?<![\w@./])my (?:user ?|screen |gamer |player )?(?:name|tag|handle)(?: on| in)? (?:there|on it"
    r"|in it) (?:is|'s)\s"
    r"[\"'“‘(<*@]?(?P<name>[a-z0-9][\w.\-]{1,37}\w)"
)
# "find me as Wendy P on Signal", "find me on there as Craig Mo (Anytown)".
NAME_AS = re.compile(
    r"(?<![\w@./])(?:[Ff]ind|[Aa]dd|[Ff]riend|[Ss]earch(?: for)?|[Ff]ollow|[Mm]essage|[Gg]et|[Ll]ook for"
    r"|[Ll]ook up|[Ii]['’]m|I am|[Ii]m)"
    r"(?: me)?(?P<there> (?:on|over on) (?:there|it|(?P<on>[A-Za-z]+)))? (?:as|under|by)"
    r" (?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]{0,20}){1,2}"
    r"(?: \([A-Z][^()\n]{2,20}\))?)(?: on (?P<platform>[A-Za-z]+))?"
)
PLAY_TALK = re.compile(
    r"(?<![a-z])(?:play|plays|playing|game|games|gaming|gamer|online|server|servers|realm|world|headset"
    r"|lobby|party chat|squad"
    r"|log on|hop on|jump on|on most (?:evenings|nights)|team up|multiplayer|friend request|add me|join me"
    r"|join us|build|console"
    r"|minecraft|roblox|fortnite|xbox|playstation|switch)(?![a-z])"
)
# Where the sentence ends in a name of two words: "find me on Facebook as Wendy Pike".
FULL_NAME = re.compile(
    r"(?<![\w@./])(?:(?:[Ff]ind|[Aa]dd|[Ff]riend|[Ll]ook|[Ss]earch|[Ff]ollow|[Mm]essage|"
    r"[Gg]et)\s(?:for\s)?(?:me|us)?\s?(?:up\s)?on\s(?:Facebook|FB|Fb|fb|facebook|Instagram|instagram|"
    r"Insta|insta|LinkedIn|"
    r"linkedin|Messenger|messenger|Snapchat|snapchat|TikTok|tiktok)\W{0,3}(?:as|under|by|it's|its|search|"
    r"name|I'm|im|-|–|:)?\s?)(?P<name>[A-Z][\w'’-]+\s[A-Z][\w'’-]+)"
    r"|(?:I'm|I’m|I am|[Ii]m|[Hh]e's|[Ss]he's|is|are)\son\s(?:Facebook|FB|facebook|fb|LinkedIn|linkedin|"
    r"Messenger|Instagram|Insta|insta)\s(?:as|under)\s"
    r"(?P<other>[A-Z][\w'’-]+\s[A-Z][\w'’-]+)"
)
FULL_NAME_NEEDED = re.compile(r"on\s(?:facebook|fb|insta|linkedin|messenger|snapchat|tiktok)")
