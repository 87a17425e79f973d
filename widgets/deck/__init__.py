"""The deck that flashcards and memory_curves share: its cards, what readers kept of them, days, and files of them."""
