package dev.beadle.server.cli;

import dev.beadle.client.Contexts;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.v1.CapabilityList;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.ContextReference;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** A question, as it is typed. */
final class QuestionOptions {
  @Parameters(
      index = "0",
      paramLabel = "USER",
      description = "The user's id (user.id); 0 for a visitor who is not logged in.")
  private long userId;

  @Parameters(
      index = "1",
      paramLabel = "CAPABILITY",
      description =
          "For example mod/forum:replypost; several, joined by commas, with --any or --all.")
  private String capability = "";

  @Parameters(
      index = "2",
      paramLabel = "CONTEXT",
      converter = ContextConverter.class,
      description =
          "The context's id (context.id), or LEVEL:INSTANCE, where LEVEL is system, "
              + "user, category, course, module, block or a number: course:7, system:0, "
              + "70:12.")
  private ContextReference context = ContextReference.getDefaultInstance();

  @ArgGroup(exclusive = true)
  private ListMode listMode = new ListMode();

  @Mixin private EnvironmentOptions environment = new EnvironmentOptions();

  /** The question as a message. */
  CapabilityQuestion toMessage() {
    var question =
        CapabilityQuestion.newBuilder()
            .setUserId(userId)
            .setContext(context)
            .setEnvironment(environment.toMessage());
    List<String> names = List.of(capability.split(",", -1));
    if (listMode.any) {
      question.setAnyOf(CapabilityList.newBuilder().addAllCapabilities(names));
    } else if (listMode.all) {
      question.setAllOf(CapabilityList.newBuilder().addAllCapabilities(names));
    } else {
      question.setCapability(capability);
    }
    return question.build();
  }

  /** A whole number, as it is typed. */
  static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException malformed) {
      throw new TypeConversionException("`" + text + "` is not a number");
    }
  }

  /** How several capabilities are asked for. */
  static final class ListMode {
    @Option(names = "--any", description = "Is any of the capabilities allowed?")
    private boolean any;

    @Option(names = "--all", description = "Are all of the capabilities allowed?")
    private boolean all;
  }

  /** Reads {@code 12}, {@code course:7} or {@code 1234:7}. */
  static final class ContextConverter implements ITypeConverter<ContextReference> {
    private static final Map<String, Integer> LEVELS =
        Map.of(
            "system", ContextLevel.SYSTEM,
            "user", ContextLevel.USER,
            "category", ContextLevel.COURSE_CATEGORY,
            "course", ContextLevel.COURSE,
            "module", ContextLevel.MODULE,
            "block", ContextLevel.BLOCK);

    @Override
    public ContextReference convert(String text) {
      int colon = text.indexOf(':');
      if (colon < 0) {
        return Contexts.id(number(text));
      }
      return Contexts.instance(
          levelOf(text.substring(0, colon)), number(text.substring(colon + 1)));
    }

    private static int levelOf(String text) {
      Integer known = LEVELS.get(text);
      if (known != null) {
        return known;
      }
      try {
        int number = Integer.parseInt(text);
        if (number > 0) {
          return number;
        }
      } catch (NumberFormatException _) {
        // Told below, like a number that is none of a level.
      }
      throw new TypeConversionException(
          "`"
              + text
              + "` is no context level (expected: "
              + String.join(", ", new TreeSet<>(LEVELS.keySet()))
              + " or a number, at least 1)");
    }
  }
}
