"""The rooms of the quiz, whose door is widgets/quiz.py: what is asked, what was answered, how both are shown."""
