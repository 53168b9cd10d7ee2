package dev.beadle.server.cli;

import dev.beadle.client.Contexts;
import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.Environment;
import dev.beadle.v1.RoleSwitch;
import dev.beadle.v1.TemporaryRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What surrounds a question in the user's session, as it is typed. */
final class EnvironmentOptions {
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

  /**
   * The surroundings as a message.
   *
   * @throws TypeConversionException if they are malformed
   */
  Environment toMessage() {
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
              .setContext(Contexts.id(QuestionOptions.number(parts[0])))
              .setRoleId(QuestionOptions.number(parts[1])));
    }
    if (hasLoginAs) {
      environment.setLoggedInAs(loginAs);
    }
    return environment.build();
  }
}
