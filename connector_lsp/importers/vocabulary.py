"""English as far as names of operations need it. Nothing here is more than a list of words."""

# ruff: noqa: SIM905 -- words read better in lines than in lists

INITIALS = frozenset(
    "api crm csv ftp gps guid html http https iban id ip iso json jwt kpi pdf png sku sms sql ssl "
    "sso ui uri url utc uuid vat xml zip".split()
)
"""What is written in capitals."""

SINGULAR = frozenset(
    "address access alias analysis analytics axis basis bonus bus business campus canvas census "
    "chess class cms compass consensus corpus cross crisis data diagnosis dns dress express gas "
    "gps headquarters https is its loss mass metadata news os pass plus previous press process "
    "progress sales series settings sms species status success synopsis this thus times tls "
    "virus was yes".split()
)
"""What ends like a plural and is none."""

UNCOUNTED = frozenset(
    "access advice billing content data feedback health help history info information inventory "
    "marketing metadata music news off out pricing progress shipping status stock support text "
    "training up usage weather work".split()
)
"""What takes neither ``a`` nor a plural."""

CANONICAL = {
    "fetch": "get", "retrieve": "get", "read": "get", "show": "get", "describe": "get",
    "post": "create", "insert": "create", "new": "create", "make": "create",
    "put": "update", "edit": "update", "modify": "update", "patch": "update", "change": "update",
    "remove": "delete", "destroy": "delete", "query": "search", "index": "list", "browse": "list",
}  # fmt: skip
"""Verbs for which there is a usual one."""

VERBS = frozenset(
    "accept activate add analyze append apply approve archive assign attach authorize block book "
    "calculate cancel capture check claim clear clone close complete compute confirm connect "
    "convert copy count create deactivate decline decode delete deploy detach detect disable "
    "disconnect dismiss download duplicate enable encode evaluate execute export extract filter "
    "find finish follow forward generate get import invite join leave link list lock lookup mark "
    "merge move notify open parse pause ping pin process publish push refund register reject "
    "release rename render reopen replace reply report request reset resolve restart restore "
    "resume revoke run save schedule search send set share sign start stop submit subscribe "
    "suspend sync test track transfer transform translate trigger unarchive unassign unblock "
    "unfollow unlink unlock unpin unpublish unsubscribe update upload upsert validate verify void "
    "vote watch withdraw write".split()
) | frozenset(CANONICAL)
"""What an operation may do."""

PREPOSITIONS = frozenset("by for from in into of on to with without as at using via".split())
"""What begins the second half of a name, as in ``getUserByName``."""

NO_NOUNS = frozenset(
    "all available existing a an the api v my new async endpoint operation call via http rest "
    "json".split()
)
"""What says nothing of what an operation works on."""

CLUTTER = frozenset("api rest public json odata index data".split())
"""Segments of paths that say nothing."""

HARMFUL = frozenset(
    "logout signout logoff login signin authorize oauth callback redirect token tokens delete "
    "remove destroy cancel create update send start stop restart reset run execute trigger "
    "subscribe unsubscribe confirm verify approve reject export download backup report file pdf "
    "image stream zip csv archive sync refresh webhook activate deactivate unlock revoke disable "
    "enable add set kill shutdown reboot purge clear flush rebuild generate publish".split()
)
"""What a GET should not do, and does in some APIs; and what answers with a whole file."""
