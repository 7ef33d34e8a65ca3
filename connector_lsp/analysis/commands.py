"""The commands that the server executes, by the names under which lenses and actions offer them.

What each does is no matter of the core: `server/commands.py` knows.
"""

from __future__ import annotations

from enum import StrEnum


class Command(StrEnum):
    """A name of `workspace/executeCommand`; a client may bind it to a key."""

    SIGN_IN = "connector.signIn"
    SIGN_OUT = "connector.signOut"
    TEST_AUTHENTICATION = "connector.testAuthentication"
    RUN_ACTION = "connector.runAction"
    RUN_CASES = "connector.runCases"
    RERUN_LAST = "connector.rerunLast"
    COPY_AS_CURL = "connector.copyAsCurl"
    SHOW_HISTORY = "connector.showHistory"
    COMPARE_RESPONSES = "connector.compareResponses"
    EXPORT_HAR = "connector.exportHar"
    SAVE_BODY = "connector.saveBody"
    NEW = "connector.new"
    IMPORT = "connector.import"
    RELEASE = "connector.release"
    COMPARE = "connector.compare"
    SHOW_LIBRARY = "connector.showLibrary"
    SHOW_RECORD = "connector.showRecord"
    COPY_RECORD = "connector.copyRecord"
    DELETE_RECORD = "connector.deleteRecord"
    NOTE_FLOW = "connector.noteFlow"
    FORGET_FLOW = "connector.forgetFlow"
