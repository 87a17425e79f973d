"""Rooms of teach_back: rubric, the work of marking, what came of it, attempts that are kept; and a stronger tutor."""
