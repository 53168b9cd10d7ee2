package dev.beadle.server.cli;

import dev.beadle.client.Contexts;
import dev.beadle.v1.CapabilityList;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.Environment;
import dev.beadle.v1.RoleSwitch;
import dev.beadle.v1.TemporaryRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
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

  @Option(
      names = "--without-doanything",
      description = "Leaves the shortcut for site administrators out.")
  private boolean withoutDoAnything;

  @Option(
      names = "--current-user",
      description = "The user is the session's current user; implied by the three that follow.")
  private boolean currentUser;

  @Option(
      names = "--switch",
      paramLabel = "CONTEXT=ROLE",
      description = "The user has switched to this role id in this context id. May be repeated.")
  private Map<Long, Long> switches = new TreeMap<>();

  @Option(
      names = "--temporary-role",
      paramLabel = "CONTEXT=ROLE",
      description = "The user holds this role id in this context id for now. May be repeated.")
  private List<String> temporaryRoles = new ArrayList<>();

  @Option(
      names = "--login-as",
      paramLabel = "CONTEXT",
      converter = ContextConverter.class,
      description = "The session is “logged in as” the user, bound to this context.")
  private ContextReference loginAs = ContextReference.getDefaultInstance();

  /** The question as a message. */
  CapabilityQuestion toMessage() {
    var question =
        CapabilityQuestion.newBuilder()
            .setUserId(userId)
            .setContext(context)
            .setEnvironment(environment());
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

  private Environment environment() {
    boolean hasLoginAs = !loginAs.equals(ContextReference.getDefaultInstance());
    var environment =
        Environment.newBuilder()
            .setWithoutDoanything(withoutDoAnything)
            .setSubjectIsCurrentUser(
                currentUser || !switches.isEmpty() || !temporaryRoles.isEmpty() || hasLoginAs);
    switches.forEach((contextId, roleId) ->
        environment.addRoleSwitches(
            RoleSwitch.newBuilder().setContext(Contexts.id(contextId)).setRoleId(roleId)));
    for (String held : temporaryRoles) {
      String[] parts = held.split("=", 2);
      if (parts.length != 2) {
        throw new TypeConversionException(
            "--temporary-role: `" + held + "` (expected: CONTEXT=ROLE)");
      }
      environment.addTemporaryRoles(
          TemporaryRole.newBuilder()
              .setContext(Contexts.id(number(parts[0])))
              .setRoleId(number(parts[1])));
    }
    if (hasLoginAs) {
      environment.setLoggedInAs(loginAs);
    }
    return environment.build();
  }

  private static long number(String text) {
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
        Map.of("system", 10, "user", 30, "category", 40, "course", 50, "module", 70, "block", 80);

    @Override
    public ContextReference convert(String text) {
      int colon = text.indexOf(':');
      if (colon < 0) {
        return Contexts.id(number(text));
      }
      String level = text.substring(0, colon);
      Integer known = LEVELS.get(level);
      long levelNumber = known == null ? number(level) : known;
      if (levelNumber < 1 || levelNumber > Integer.MAX_VALUE) {
        throw new TypeConversionException("`" + level + "` is not a context level");
      }
      return Contexts.instance((int) levelNumber, number(text.substring(colon + 1)));
    }
  }
}
