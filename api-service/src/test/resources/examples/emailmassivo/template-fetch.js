// "Examples of Using API with EmailMassivo Email Template": JavaScript, with the answer printed.
const { EMAILMASSIVO_URL, YOUR_API_KEY, SENDER } = process.env;
const number = Number(process.env.TEMPLATE_NUMBER);

const url = EMAILMASSIVO_URL + '/api/v1/external-mails/send-by-template';
const data = {
idempotencyKey: 'unique-key-string',
mail: {
to: {
email: 'user@example.com',
name: 'string'
},
from: {
email: SENDER,
name: 'string'
},
subject: 'string',
previewTitle: 'string',
idTemplateMailUser: number,
params: {
test: 'string',
test1: 'string',
test2: 'string'
}
}
};
const headers = {
'Content-Type': 'application/json',
'X-Api-Key': YOUR_API_KEY
};
fetch(url, {
method: 'POST',
headers: headers,
body: JSON.stringify(data)
})
.then(response => response.json())
.then(data => {
console.log(JSON.stringify(data));
})
.catch(error => {
throw error;
});
