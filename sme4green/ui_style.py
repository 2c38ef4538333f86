from django.shortcuts import render


def style(request):
    return render(request, "ui/style.html")
