"""The rooms of the laboratory, whose door is widgets/training_lab.py: its experiments, its work, its picture."""
