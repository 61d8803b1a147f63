package dev.mailswitch.bounce.mail;

import java.util.List;

/// Tells by its header whether a mail comes from a mail system, or from somebody's machine.
final class Senders {

    /// Beginnings of what mail systems write as subject of a bounce.
    private static final List<String> BOUNCES =
            List.of(
                    "undelivered mail returned",
                    "mail delivery failed",
                    "mail delivery failure",
                    "mail delivery problem",
                    "delivery status notification",
                    "failure notice",
                    "undeliverable",
                    "undelivered",
                    "returned mail",
                    "delivery failure",
                    "delivery failed",
                    "delivery has failed",
                    "mail system error",
                    "message could not be delivered",
                    "nondeliverable mail",
                    "non-delivery",
                    "non remis",
                    "unzustellbar",
                    "nicht zustellbar",
                    "no se puede entregar",
                    "no entregado",
                    "non recapitabile",
                    "mancato recapito",
                    "nao entregue",
                    "não entregue",
                    "niet bestelbaar",
                    "onbestelbaar",
                    "returned to sender",
                    "error delivering",
                    "warning: could not send",
                    "delivery notification",
                    "mail could not be delivered",
                    "message not delivered",
                    "permanent delivery failure",
                    "echec de la remise",
                    "échec de la remise",
                    "не доставлено",
                    "недоставлен",
                    "возвращ",
                    "配信不能",
                    "退信",
                    "系统退信");

    private static final List<String> ANSWERS =
            List.of(
                    "out of office",
                    "out of the office",
                    "auto: ",
                    "out-of-office",
                    "automatic reply",
                    "auto reply",
                    "auto-reply",
                    "autoreply",
                    "auto response",
                    "auto-response",
                    "autoresponder",
                    "automated reply",
                    "vacation",
                    "on holiday",
                    "away from my mail",
                    "abwesenheitsnotiz",
                    "abwesenheit",
                    "automatische antwort",
                    "außer haus",
                    "ausser haus",
                    "absence du bureau",
                    "réponse automatique",
                    "reponse automatique",
                    "absent du bureau",
                    "message d'absence",
                    "respuesta automática",
                    "respuesta automatica",
                    "fuera de la oficina",
                    "fuera de oficina",
                    "ausente",
                    "risposta automatica",
                    "fuori sede",
                    "fuori ufficio",
                    "resposta automática",
                    "resposta automatica",
                    "ausência temporária",
                    "automatisch antwoord",
                    "afwezig",
                    "afwezigheid",
                    "frånvaro",
                    "autosvar",
                    "automatsvar",
                    "fravær",
                    "automaattinen vastaus",
                    "poissa",
                    "automatyczna odpowiedź",
                    "odpowiedź automatyczna",
                    "poza biurem",
                    "automatická odpověď",
                    "automatikus válasz",
                    "автоответ",
                    "автоматический ответ",
                    "отсутств",
                    "otomatik yanıt",
                    "自动回复",
                    "自動回覆",
                    "自動応答",
                    "不在",
                    "자동 회신");

    /// Shorter words may be part of a subject that somebody wrote.
    private static final int UNMISTAKABLE = 11;

    /// What Postfix tells its postmaster of a dialogue: nobody's mail came back.
    private static final String TRANSCRIPT = "postfix smtp server: errors from";

    private Senders() {}

    /// Whether a mail system speaks to whoever keeps it, rather than to the sender of a mail.
    static boolean isForPostmaster(Fields fields) {
        return subject(fields).startsWith(TRANSCRIPT);
    }

    /// Whether the sender is a mail system.
    static boolean isMailSystem(Fields fields) {
        String from = fields.lower("from");
        String address = Addresses.firstIn(from);
        boolean daemon =
                Addresses.isDaemon(address == null ? from : address)
                        || from.strip().equals("<>")
                        || from.startsWith("mail delivery s")
                        || from.startsWith("\"mail delivery s");
        return daemon || fields.has("x-failed-recipients");
    }

    /// Whether the subject is one that mail systems give to bounces.
    static boolean hasSubjectOfBounce(Fields fields) {
        return BOUNCES.stream().anyMatch(subject(fields)::startsWith);
    }

    /// RFC 3834 section 5, what programs wrote before it, and subjects.
    static boolean isAutomatic(Fields fields) {
        String submitted = fields.lower("auto-submitted");
        if (submitted.startsWith("auto-replied") || submitted.startsWith("auto-notified")) {
            return true;
        }
        String precedence = fields.lower("precedence") + " " + fields.lower("x-precedence");
        return precedence.contains("auto_reply")
                || precedence.contains("auto-reply")
                || fields.has("x-autoreply")
                || fields.has("x-autorespond")
                || fields.has("x-autoresponder")
                || fields.has("x-auto-reply-from")
                || fields.has("x-mail-autoreply")
                || begins(fields, ANSWERS);
    }

    /// What it answers may stand behind the words of the machine, as in `Automatic reply: Your
    /// order`, or before them.
    private static boolean begins(Fields fields, List<String> answers) {
        String subject = subject(fields);
        return answers.stream()
                .anyMatch(
                        words ->
                                words.length() < UNMISTAKABLE
                                        ? subject.startsWith(words)
                                        : subject.contains(words));
    }

    private static String subject(Fields fields) {
        return EncodedWord.decoded(fields.lower("subject"), fields.first("subject")).strip();
    }
}
