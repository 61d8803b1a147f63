# "Examples of Using API with EmailMassivo Email Template": Python, with the answer printed.
import os

YOUR_API_KEY = os.environ["YOUR_API_KEY"]
number = int(os.environ["TEMPLATE_NUMBER"])

import requests
import json
url = os.environ["EMAILMASSIVO_URL"] + '/api/v1/external-mails/send-by-template'
data = {
'idempotencyKey': 'unique-key-string',
'mail': {
'to': {
'email': 'user@example.com',
'name': 'string'
},
'from': {
'email': os.environ["SENDER"],
'name': 'string'
},
'subject': 'string',
'previewTitle': 'string',
'idTemplateMailUser': number,
'params': {
'test': 'string',
'test1': 'string',
'test2': 'string'
}
}
}
headers = {
'Content-Type': 'application/json',
'X-Api-Key': YOUR_API_KEY
}
response = requests.post(url, json=data, headers=headers)
print(response.text)
