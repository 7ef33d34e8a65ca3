"""What an editor asks for, one module for each verb: pure functions of an analysis."""
