"""Rooms of teach_back: the rubric, the work of marking, what came of it, and the attempts that are kept."""
