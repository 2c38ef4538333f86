# The portal as one image; docker-compose.yml starts it as web, worker, clock and preparation.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DEMO=off \
    DATA_DIR=/srv/sme4green \
    STATIC_ROOT=/srv/static

# Nobody in particular. The folder of evidence belongs to this user, and so does a new volume in its place.
RUN useradd --system --uid 10001 --home-dir /srv/sme4green --shell /usr/sbin/nologin sme4green \
    && mkdir -p /srv/sme4green /srv/static \
    && chown sme4green:sme4green /srv/sme4green

WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes --requirement requirements.txt

COPY manage.py ./
COPY sme4green ./sme4green
COPY companies ./companies
COPY programme ./programme
COPY templates ./templates
COPY static ./static
COPY locale ./locale
COPY deploy/gunicorn.conf.py ./deploy/gunicorn.conf.py

# Key and switch are for this step only; the running portal refuses to start without its own key and a mail server.
RUN SECRET_KEY=for-this-step-only MAIL_LEAVES=off DATA_DIR=/tmp/build python manage.py collectstatic --noinput

USER sme4green
VOLUME /srv/sme4green
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=3 CMD ["python", "-m", "sme4green.alive"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "sme4green.wsgi"]
