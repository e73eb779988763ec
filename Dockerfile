# One image for web, worker and beat; docker-compose.yml says which is which.
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /srv/fbo

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
# The secret only lets the settings load here; nothing is signed with it.
RUN pybabel compile --directory locale --domain django \
    && SECRET_KEY=$(head -c 64 /dev/urandom | base64 -w 0) python manage.py collectstatic --noinput \
    && useradd --system --home-dir /srv/fbo fbo \
    && install -d -o fbo -g fbo var /srv/files

USER fbo
EXPOSE 8000
CMD ["gunicorn", "fbo.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--no-control-socket"]
