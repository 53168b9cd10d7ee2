package dev.beadle.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What every engine is given.
 *
 * @param says what roles say
 * @param questions what is asked
 */
record Material(List<Said> says, List<Question> questions) {
  /** A role allows a capability, or prohibits it whatever others allow. */
  record Said(String role, String capability, boolean isProhibit) {}

  /** May somebody with these roles? And the right answer. */
  record Question(List<String> roles, String capability, boolean isAllowed) {
    /** A name of these roles together. */
    String rolesKey() {
      return String.join("+", roles);
    }
  }

  /** Reads {@code policy.tsv} and {@code questions.tsv} of a folder. */
  static Material read(Path folder) throws IOException {
    List<Said> says = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("policy.tsv"))) {
      String[] cells = line.split("\t", -1);
      says.add(new Said(cells[0], cells[1], cells[2].equals("prohibit")));
    }
    List<Question> questions = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("questions.tsv"))) {
      String[] cells = line.split("\t", -1);
      questions.add(new Question(List.of(cells[0].split(",")), cells[1], cells[2].equals("yes")));
    }
    return new Material(List.copyOf(says), List.copyOf(questions));
  }
}
