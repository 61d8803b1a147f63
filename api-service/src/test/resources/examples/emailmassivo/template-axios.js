// "Examples of Using API with EmailMassivo Email Template": Node.js, with the answer printed.
const { EMAILMASSIVO_URL, YOUR_API_KEY, SENDER } = process.env;
const number = Number(process.env.TEMPLATE_NUMBER);

const axios = require('axios');
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
axios.post(url, data, { headers })
.then(response => {
console.log(JSON.stringify(response.data));
})
.catch(error => {
throw error;
});
