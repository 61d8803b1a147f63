# "Example: Send a basic email".
import os

FLUTE_URL = os.environ["FLUTE_URL"]
MY_ENV_NAME = os.environ["MY_ENV_NAME"]
MY_ENV_ACCESS_TOKEN = os.environ["MY_ENV_ACCESS_TOKEN"]

import requests

headers = {
  "Authorization": MY_ENV_NAME + ":" + MY_ENV_ACCESS_TOKEN
}

payload = {
        "to": [
                {
                        "email": 'you@example.com'
                }
        ],
        "subject": "rumi says",
        "text": "listen to the song of the reed flute"
}

response = requests.request("POST", FLUTE_URL + "/v1/email", json=payload, headers=headers)

print(response.json())
