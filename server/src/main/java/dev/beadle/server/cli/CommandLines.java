package dev.beadle.server.cli;

import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.AdminCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A file of commands: on each line one command as JSON. Blank lines and lines that begin with
 * {@code #} say nothing. The first line that says something may be about the whole batch: its
 * actor, reason, key and preconditions. Immutable and so thread-safe.
 *
 * @param source the file's name, for errors
 * @param batch what the file says
 * @param lines the line of each command, counted from 1
 */
record CommandLines(String source, AdminBatch batch, List<Integer> lines) {
  /** The largest file, in bytes. */
  static final int MOST_BYTES = 16 << 20;

  private static final Set<String> OF_BATCH =
      Set.of("actor", "reason", "idempotencyKey", "idempotency_key", "preconditions");

  CommandLines {
    lines = List.copyOf(lines);
  }

  /**
   * Reads a file.
   *
   * @param file its name, or {@code -} for the standard input
   * @throws MalformedCommandsException if it cannot be read
   */
  static CommandLines read(String file, InputStream standardInput) {
    String source = file.equals("-") ? "standard input" : file;
    try {
      if (file.equals("-")) {
        return parse(source, textOf(source, standardInput));
      }
      try (InputStream bytes = Files.newInputStream(Path.of(file))) {
        return parse(source, textOf(source, bytes));
      }
    } catch (IOException unreadable) {
      throw new MalformedCommandsException(source + ": cannot be read: " + unreadable, unreadable);
    }
  }

  /** Reads what a file says. */
  static CommandLines parse(String source, String text) {
    AdminBatch.Builder batch = AdminBatch.newBuilder();
    List<Integer> lines = new ArrayList<>();
    boolean isFirst = true;
    int number = 0;
    for (String raw : text.lines().toList()) {
      number++;
      if (raw.isBlank() || raw.strip().startsWith("#")) {
        continue;
      }
      var line = new JsonLine(source + ":" + number, raw);
      Set<String> names = line.names();
      if (names.stream().anyMatch(OF_BATCH::contains)) {
        requireFirst(isFirst, line);
        line.mergeInto(batch);
        requireNoCommands(batch, line);
      } else {
        AdminCommand.Builder command = AdminCommand.newBuilder();
        line.mergeInto(command);
        requireCommand(command, line);
        batch.addCommands(command);
        lines.add(number);
      }
      isFirst = false;
    }
    if (lines.isEmpty()) {
      throw new MalformedCommandsException(source + ": no command in it");
    }
    return new CommandLines(source, batch.build(), lines);
  }

  /** Where a command stands: the file and its line; the file alone when it is not known. */
  String whereIs(int command) {
    return command >= 0 && command < lines.size() ? source + ":" + lines.get(command) : source;
  }

  private static void requireFirst(boolean isFirst, JsonLine line) {
    if (!isFirst) {
      throw new MalformedCommandsException(
          line.where() + ": what is about the whole batch belongs into the first line");
    }
  }

  private static void requireNoCommands(AdminBatch.Builder batch, JsonLine line) {
    if (batch.getCommandsCount() > 0) {
      throw new MalformedCommandsException(
          line.where() + ": commands belong into lines of their own");
    }
  }

  private static void requireCommand(AdminCommand.Builder command, JsonLine line) {
    if (command.getCommandCase() == AdminCommand.CommandCase.COMMAND_NOT_SET) {
      throw new MalformedCommandsException(line.where() + ": an object that says nothing");
    }
  }

  private static String textOf(String source, InputStream bytes) throws IOException {
    byte[] read = bytes.readNBytes(MOST_BYTES + 1);
    if (read.length > MOST_BYTES) {
      throw new MalformedCommandsException(source + ": larger than " + MOST_BYTES + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(read)).toString();
    } catch (CharacterCodingException malformed) {
      throw new MalformedCommandsException(source + ": is not UTF-8", malformed);
    }
  }
}
