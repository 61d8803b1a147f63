package dev.mailswitch.delivery.readiness;

/// Words of a provider's as they are kept: one line, nothing in it that a terminal or the database
/// would stumble over.
final class Words {

    /// As the table allows.
    static final int MOST = 500;

    private Words() {}

    static String kept(String said) {
        StringBuilder line = new StringBuilder(Math.min(said.length(), MOST));
        boolean gap = false;
        for (int c : said.codePoints().toArray()) {
            if (bad(c)) {
                gap = !line.isEmpty();
                continue;
            }
            if (line.length() + (gap ? 1 : 0) + Character.charCount(c) > MOST) {
                break;
            }
            if (gap) {
                line.append(' ');
                gap = false;
            }
            line.appendCodePoint(c);
        }
        return line.toString();
    }

    private static boolean bad(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> Character.isWhitespace(c);
        };
    }
}
