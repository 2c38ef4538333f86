"""The workbook of a programme on a day: the companies, milestones, reports and files that its numbers rest on."""
