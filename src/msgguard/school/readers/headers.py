"""Headers of schools' own exports, by field: data for ``columns.py``.

Sources: SIMS, Arbor, Bromcom, ScholarPack, ParentPay and Impero help pages. In lower case,
letters and digits only; one entry a header, sorted.
"""

from __future__ import annotations

# A person's; the position or a word before it tells whether a pupil's or a contact's.
PERSONAL = {
    "given": (
        "chosenname christianname firstname firstnames forename forenames givenname legalfirstname "
        "legalforename"
    ),
    "preferred_given": (
        "knownas knownasname preferredfirstname preferredforename preferredgivenname preferredname prefname"
    ),
    "family": "familyname lastname legalfamilyname legallastname legalsurname surname",
    "preferred_family": "preferredfamilyname preferredlastname preferredsurname",
    "former": (
        "birthsurname formerfamilyname formerlastname formername formersurname maidenname previoussurname"
    ),
    "middle": "legalmiddlenames middlename middlenames",
    "full": (
        "addressee displayname firstnamelastname forenamesurname fullname legalfullname name "
        "preferredfullname salutationname"
    ),
    "full_reversed": (
        "lastnamefirstname lastnameforename listname surnamefirstname surnameforename surnamelegalforename"
    ),
    "title": "prefix salutation title",
    "email": (
        "email email1 email2 emailaddress emailaddresses emailhome emailprimary emails emailwork "
        "homeemail homeemailaddress mainemail mainemailaddress personalemail primaryemail "
        "primaryemailaddress workemail"
    ),
    "phone": (
        "cell contactnumber daytelephone homenumber homephone homephonenumber hometel hometelephone "
        "hometelephonenumber mainphone mainphonenumber maintelephone mob mobile mobileno mobilenumber "
        "mobilephone mobilephonenumber mobiletel mobiletelephone phone phone1 phone2 phoneno phonenumber "
        "phonenumbers primaryphone primaryphonenumber primarytelephone smsnumber tel telephone "
        "telephoneno telephonenumber telephonenumbers telno worknumber workphone worktel worktelephone"
    ),
    "address": (
        "address address1 addressblock addressline1 fulladdress homeaddress housename housenumber "
        "mainaddress postaladdress singlelineaddress"
    ),
    "postcode": "addresspostcode homepostcode postcode zip zipcode",
    "id": "id misid personid",
}
# Only a pupil has these; "_" is known and not wanted.
PUPIL_ONLY = {
    "email": "schoolemail schoolemailaddress",
    "upn": "currentupn pupilupn studentupn uniquepupilnumber upn",
    "id": (
        "admissionno admissionnumber admno admnumber adno arborid arborstudentid exchangeid externalid "
        "learnerid misid pupilid pupilmisid pupilno pupilnumber simsid studentid studentmisid studentno "
        "studentnumber uniqueid"
    ),
    "class": (
        "class classcode classname currentclass form formgroup formtutorgroup homeroom maingroup reg "
        "regclass regform reggroup registration registrationform registrationgroup registrationgroups "
        "tutor tutorgroup tutorgroupname"
    ),
    "year": (
        "currentncyear currentyear curriculumyear curriculumyeargroup grade nationalcurriculumyear ncyear "
        "ncyearactual year yeargroup yeargroupname yeargrp yeartaughtin yr"
    ),
    "born": "birthdate birthday bornon dateofbirth dob",
    "left": "dateofleaving dol enddate leaverdate leavingdate leftdate",
    "status": "enrolmentstatus onroll pupilstatus status studentstatus",
    "no_publicity": "nopublicity",
    "_": "eal ethnicity fsm gender house lac pp sen senstatus sex uln ulnnumber",
    "full": "child learner pupil student",
}
# Only a contact has these.
CONTACT_ONLY = {
    "contact_id": "contactid contactmisid guardianid parentid relationid",
    "relation": (
        "contactrelationship relation relationship relationshipdescription relationshiptochild "
        "relationshiptopupil relationshiptostudent relationshiptype"
    ),
    "priority": "contactorder contactpriority emergencycontactpriority order priority priorityorder",
    "responsible": (
        "hasparentalresponsibility legalguardian legalresponsibility parentalresp parentalresponsibility pr"
    ),
    "lives_with": (
        "isresident livesatpupilsaddress livesatsameaddress liveswith liveswithchild liveswithpupil "
        "liveswithstudent residentwithpupil sameaddress"
    ),
    "court_order": "courtorder courtorders hascourtorder",
    "restricted": "contactrestricted donotcontact nocontact restricted restrictedcontact",
}
