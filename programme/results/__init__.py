"""The report of a programme on a day: a document of a few pages, and the workbook with everything it rests on."""
