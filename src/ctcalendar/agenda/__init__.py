"""What is coming, due and overdue, and when to remind of it: functions of what the views say and of the time."""
