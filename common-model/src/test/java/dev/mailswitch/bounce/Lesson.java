package dev.mailswitch.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One thing to learn from: the traits of a reply or of a rule's text, and the class they are of.
record Lesson(BounceClass expected, List<String> traits) {

    /// Of labelled replies, each text once: real replies repeat those of a few hosts, and the
    /// rules know these.
    static List<Lesson> ofReplies(List<Sample> samples) {
        List<Lesson> lessons = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Sample sample : samples) {
            Refusal refusal = Refusal.of(0, null, sample.reply(), false);
            if (seen.add(refusal.text())) {
                lessons.add(of(sample.expected(), Traits.of(refusal)));
            }
        }
        return lessons;
    }

    /// Of the texts of the rules, which were collected from far more hosts than the replies.
    static List<Lesson> ofRules(List<Rule> rules) {
        List<Lesson> lessons = new ArrayList<>();
        for (Rule rule : rules) {
            for (Phrase phrase : rule.texts()) {
                lessons.add(of(rule.bounceClass(), Traits.of(phrase.parts())));
            }
        }
        return lessons;
    }

    private static Lesson of(BounceClass expected, Collection<String> traits) {
        List<String> all = new ArrayList<>();
        all.add(LearntWords.ANY);
        all.addAll(traits);
        return new Lesson(expected, all);
    }
}
