"""Closed groups of English words that stand around names, for features and excuses.

Written for this project: titles, kin, school life, verbs of people, words of time and place.
"""

from __future__ import annotations


def _group(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _group(
    "mr mrs ms miss mx dr doctor prof professor sir madam dame lord lady rev reverend father fr sister "
    "coach nurse officer pc sgt councillor cllr captain uncle auntie aunt aunty grandma nan nana granny "
    "grandad grandpa imam rabbi pastor headteacher"
)
KIN = _group(
    "mum mums mummy mother mam mom dad dads daddy father parent parents nan nana gran grandma granny "
    "grandad grandparents grandmother grandfather carer carers guardian guardians auntie aunt uncle "
    "stepdad stepmum stepmother stepfather family brother brothers sister sisters twin sibling siblings "
    "cousin foster childminder social"
)
CHILD = _group(
    "pupil pupils student students child children kid kids boy boys girl girls lad lads lass daughter "
    "son sons daughters twins twin brother sister brothers sisters classmate classmates friend friends "
    "pal mate partner buddy captain monitor councillor"
)
# After "the Carter …": what makes a family name a child.
CHILD_OF_FAMILY = _group(
    "boy boys girl girls lad lads lass twin twins children kid kids brothers sisters siblings girls' "
    "boys' youngsters lot eldest youngest"
)
SAYS = _group(
    "says said say asked asks told tells thinks thought wants wanted knows knew loves loved likes liked "
    "hates hated feels felt seems seemed needs needed has hasn't hasnt had hadn't hadnt is isn't isnt "
    "was wasn't wasnt does doesn't doesnt did didn't didnt can can't cant could couldn't couldnt will "
    "won't wont would should went goes came comes got gets gave left lost found forgot forgets brought "
    "brings took takes made makes won wins scored ran read reads wrote writes kicked hit pushed punched "
    "bit scratched threw broke fell cried laughed sang played plays plays missed misses arrived joined "
    "joins started starts stayed sat sits worked works tried tries struggled struggles enjoyed enjoys "
    "finished completed earned received gets deserves showed helped helps drew wore ate eats keeps kept "
    "became looked looks turned managed refused walked ran jumped swam came smashed nailed bolts bolted "
    "also just never always really still"
)
FUNCTION = _group(
    "the a an this that these those you your we our us i my me they them their it its he she to for of "
    "in on at by from with and or but if when as so not be been no all any some there here what who how "
    "why which parents everyone anyone people pupils children staff"
)
SCHOOL_AFTER = _group(
    "book books bag bags coat coats jumper cardigan reading report reports homework maths spelling "
    "spellings attendance behaviour progress lunch lunchbox pe kit inhaler epipen phonics handwriting "
    "english writing science project table group class teacher tray peg trip form levels target targets "
    "work story poem birthday party swimming lesson lessons place appointment medication medicine "
    "review plan ehcp education school shoes trainers glasses hat scarf gloves water bottle line part "
    "costume balance account dinner money exam certificate award desk file profile score scores friend "
    "friends tooth needs speech toast snack nose arm leg hand head knee face fault turn name "
    "handwriting music violin guitar clarinet flute piano recorder"
)
SCHOOL = _group(
    "class classroom year reception nursery school teacher teachers lesson lessons homework phonics "
    "maths literacy pupil pupils pe playground assembly playtime lunchtime break lunch attendance "
    "behaviour detention excluded exclusion suspended suspension sen send senco ehcp inhaler epipen "
    "allergy allergic reading book bookbag spellings sats star swimming trip residential uniform jumper "
    "coat term timetable register registers group groups team squad choir club certificate award "
    "awarded merit house points learning progress target targets report reports intervention sensory "
    "1:1 safeguarding referral parents' key stage ks1 ks2 nits poorly absent late detention tutor form "
    "phase mum dad mums dads"
)
PRAISE = _group("done proud congratulations congrats bravo star stars thanks birthday kudos")
LITTLE = _group("little young wee our dear poor lovely tiny sweet darling bless your my")
WITH = _group(
    "with and for about to from of between by told asked tell ask gave saw see seen meet met help "
    "helped helping than like name named chose picked let put took against hit hitting hurt kicked "
    "bullied bullying called calling include including includes keep kept sat sit partner watch "
    "congratulate thank plus than except moved move moving sent send sending"
)
BOOKISH = _group(
    "author authors book books novel novels story stories film films movie play musical chapter "
    "character characters series reading read written illustrated poem poems poet song songs dressed "
    "costume cast called titled published roald king queen saint st prince princess president minister "
    "actor singer player striker footballer footballers olympic kit shirt team fans league cup match "
    "game scored goal history famous biography artist painter explorer scientist inventor copies copy "
    "isbn paperback hardback librarian titles album"
)
# Those that speak of books and films wherever they stand near.
BOOKS_NEAR = _group(
    "author authors books novel novels film films movie musical character characters copies isbn "
    "paperback hardback published librarian titles titled dressed costume costumes illustrated roald "
    "walliams donaldson dahl album chapter poems scene actor actress footballer footballers premier "
    "olympic singer league"
)
TIME_BEFORE = _group(
    "in on of by since until till during next last this from mid early late through every before after "
    "between over monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur "
    "thurs fri sat sun"
)
MONTHS = _group(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sept sep oct nov dec"
)
CALENDAR = MONTHS | _group(
    "summer winter autumn spring monday tuesday wednesday thursday friday saturday sunday easter "
    "christmas noel june"
)
PLACE_BEFORE = _group(
    "in to at near from around across visit visiting leaving via outside inside isle river mount lake "
    "north south east west city town the of"
)
PLACE_AFTER = _group(
    "road street lane avenue close drive way house court park hall school primary academy college "
    "hospital hotel farm hill grove gardens terrace walk crescent square station church centre center "
    "bridge valley green common infants juniors nursery village town county island islands university "
    "arms theatre museum library gallery stadium airport cottage row place rise mews united city rovers "
    "town fc fc's rangers bay beach foundation trust ltd limited award cup prize class house team day "
    "opera ward room wing block building lodge villas estate surgery clinic practice zoo council rovers "
    "wanderers athletic cathedral abbey castle friars docks harbour quay pier market festival marathon"
)
SALUTATION = _group(
    "hi hello dear hey hiya morning afternoon evening good hej ciao cara caro hallo dearest all heya yo "
    "greetings"
)
CLOSING = _group(
    "regards wishes thanks thank ta cheers love sincerely faithfully best xx x yours kind many warm "
    "warmly soon"
)
# Words of a text about children at school; how many there are is a feature.
CHILDHOOD = frozenset((
    "pupil", "pupils", "child", "children", "year", "class", "dob", "upn", "sen", "send", "ehcp",
    "asthma", "epipen", "inhaler", "attendance", "behaviour", "reading", "maths", "phonics", "teacher",
    "homework", "school", "mum", "dad", "playground", "lunch", "trip", "register", "he", "she", "his",
    "her", "him", "allergy", "exclusion", "excluded", "suspended", "safeguarding", "protection",
    "parents", "classroom", "reception", "nursery", "pe", "swimming", "coat", "lesson", "lessons",
    "spelling", "spellings", "sats", "senco", "learning", "progress", "support", "boys", "girls", "boy",
    "girl", "medication", "epilepsy", "autism", "adhd", "dyslexia",
))  # fmt: skip
PRONOUNS = _group("he she his her him hers himself herself he's she's hes shes")
