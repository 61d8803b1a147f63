package dev.mailswitch.bounce;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds in one pass over a text which rules have a text in it. Without it each reply would be
/// searched for some two thousand phrases, nearly all of them in vain.
final class RuleIndex {

    /// Letters by which the longest part of a phrase is found.
    private static final int GRAM = 4;

    /// A power of two, some times as many as there are phrases.
    private static final int SLOTS = 8192;

    /// A phrase of a rule; those of the same slot make a list.
    private record Entry(Phrase phrase, String anchor, int rule, @Nullable Entry next) {}

    private record Short(Phrase phrase, int rule) {}

    private final List<Rule> rules;
    private final @Nullable Entry[] slots = new Entry[SLOTS];

    /// Phrases that are too short for the slots.
    private final List<Short> shorts = new ArrayList<>();

    /// Rules that hit by a code alone too.
    private final int[] coded;

    RuleIndex(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        for (int rule = 0; rule < rules.size(); rule++) {
            for (Phrase phrase : rules.get(rule).texts()) {
                add(phrase, rule);
            }
        }
        BitSet byCode = new BitSet();
        for (int rule = 0; rule < rules.size(); rule++) {
            byCode.set(rule, !rules.get(rule).enhanced().isEmpty());
        }
        coded = byCode.stream().toArray();
    }

    private void add(Phrase phrase, int rule) {
        String anchor = phrase.anchor();
        if (anchor.length() < GRAM) {
            shorts.add(new Short(phrase, rule));
        } else {
            int slot = slot(anchor, 0);
            slots[slot] = new Entry(phrase, anchor, rule, slots[slot]);
        }
    }

    /// The first rule that hits, null if none does.
    @Nullable Rule first(Refusal refusal) {
        BitSet byText = texts(refusal);
        BitSet candidates = (BitSet) byText.clone();
        for (int rule : coded) {
            candidates.set(rule, byText.get(rule) || rules.get(rule).hitsByCode(refusal));
        }
        int next = candidates.nextSetBit(0);
        while (next >= 0 && !rules.get(next).hits(refusal, byText.get(next))) {
            next = candidates.nextSetBit(next + 1);
        }
        return next < 0 ? null : rules.get(next);
    }

    private BitSet texts(Refusal refusal) {
        BitSet found = new BitSet(rules.size());
        scan(refusal.text(), refusal, found);
        if (!refusal.unmasked().equals(refusal.text())) {
            scan(refusal.unmasked(), refusal, found);
        }
        for (Short each : shorts) {
            if (!found.get(each.rule()) && each.phrase().within(refusal)) {
                found.set(each.rule());
            }
        }
        return found;
    }

    private void scan(String text, Refusal refusal, BitSet found) {
        for (int at = 0; at + GRAM <= text.length(); at++) {
            for (Entry entry = slots[slot(text, at)]; entry != null; entry = entry.next()) {
                if (!found.get(entry.rule())
                        && text.startsWith(entry.anchor(), at)
                        && entry.phrase().within(refusal)) {
                    found.set(entry.rule());
                }
            }
        }
    }

    private static int slot(String text, int at) {
        int hash = 0;
        for (int letter = at; letter < at + GRAM; letter++) {
            hash = 31 * hash + text.charAt(letter);
        }
        return (hash ^ hash >>> 13) & SLOTS - 1;
    }
}
