package dev.mailswitch.bounce;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says in one pass over a text which rules are worth trying. Without it each reply would be
/// searched for some two thousand phrases, most of them in vain.
final class RuleIndex {

    /// Letters by which the longest part of a phrase is found.
    private static final int GRAM = 4;

    private record Entry(String anchor, int rule, @Nullable Entry next) {}

    private final List<Rule> rules;
    private final Map<Integer, Entry> byGram = new HashMap<>(4096);

    /// Rules with a phrase too short for the index: tried always.
    private final BitSet always = new BitSet();

    /// Rules that hit by a code alone too.
    private final BitSet coded = new BitSet();

    RuleIndex(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        for (int rule = 0; rule < rules.size(); rule++) {
            if (!rules.get(rule).enhanced().isEmpty()) {
                coded.set(rule);
            }
            for (Phrase phrase : rules.get(rule).texts()) {
                add(phrase.anchor(), rule);
            }
        }
    }

    private void add(String anchor, int rule) {
        if (anchor.length() < GRAM) {
            always.set(rule);
        } else {
            int gram = gram(anchor, 0);
            byGram.put(gram, new Entry(anchor, rule, byGram.get(gram)));
        }
    }

    /// Numbers of the rules that may hit, a superset.
    BitSet candidates(Refusal refusal) {
        BitSet found = (BitSet) always.clone();
        for (int rule = coded.nextSetBit(0); rule >= 0; rule = coded.nextSetBit(rule + 1)) {
            if (rules.get(rule).hitsByCode(refusal)) {
                found.set(rule);
            }
        }
        scan(refusal.text(), found);
        if (refusal.unmasked() != refusal.text()) {
            scan(refusal.unmasked(), found);
        }
        return found;
    }

    private void scan(String text, BitSet found) {
        for (int at = 0; at + GRAM <= text.length(); at++) {
            Entry entry = byGram.get(gram(text, at));
            for (; entry != null; entry = entry.next()) {
                if (!found.get(entry.rule()) && text.startsWith(entry.anchor(), at)) {
                    found.set(entry.rule());
                }
            }
        }
    }

    Rule rule(int number) {
        return rules.get(number);
    }

    private static int gram(String text, int at) {
        int hash = 0;
        for (int letter = at; letter < at + GRAM; letter++) {
            hash = 31 * hash + text.charAt(letter);
        }
        return hash;
    }
}
