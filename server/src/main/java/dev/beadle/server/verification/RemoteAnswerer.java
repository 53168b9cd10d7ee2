package dev.beadle.server.verification;

import dev.beadle.client.BeadleClient;
import dev.beadle.client.CheckFailedException;
import dev.beadle.client.Contexts;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.Environment;
import dev.beadle.v1.RoleSwitch;
import dev.beadle.v1.TemporaryRole;
import java.util.ArrayList;
import java.util.List;

/** Answers by asking a running server, a batch at a time. */
public final class RemoteAnswerer implements Answerer {
  private final BeadleClient client;

  /** Asks a server; the client stays the caller's to close. */
  public RemoteAnswerer(BeadleClient client) {
    this.client = client;
  }

  /**
   * Answers questions of the kinds that servers are asked.
   *
   * @throws CheckFailedException if the server cannot be reached or refuses the batch
   * @see DecisionKind#isAskedOfServers
   */
  @Override
  public List<String> answer(List<RecordedDecision> decisions) {
    List<CapabilityQuestion> messages = new ArrayList<>(decisions.size());
    decisions.forEach(decision -> messages.add(messageOf(decision.question())));
    BatchCheckCapabilitiesResponse response = client.checkBatch(messages);
    List<String> answers = new ArrayList<>(decisions.size());
    for (CheckResult result : response.getResultsList()) {
      answers.add(
          result.hasDecision()
              ? AnswerText.of(result.getDecision().getAllowed())
              : UNANSWERED + result.getError().getMessage());
    }
    return answers;
  }

  @Override
  public String explain(RecordedDecision decision) {
    try {
      return client.explain(messageOf(decision.question())).getText();
    } catch (CheckFailedException failed) {
      return UNANSWERED + failed.getMessage() + "\n";
    }
  }

  private static CapabilityQuestion messageOf(Question question) {
    if (!(question instanceof CheckQuestion check)) {
      throw new IllegalArgumentException("not asked of servers: " + question.describe());
    }
    return CapabilityQuestion.newBuilder()
        .setUserId(check.userId())
        .setContext(Contexts.id(check.contextId()))
        .setCapability(check.capability())
        .setEnvironment(environmentOf(check))
        .build();
  }

  private static Environment environmentOf(CheckQuestion check) {
    Session session = check.session();
    Environment.Builder environment =
        Environment.newBuilder()
            .setWithoutDoanything(!check.doAnything())
            .setSubjectIsCurrentUser(check.isAboutCurrentUser());
    for (HeldRole role : session.switches()) {
      environment.addRoleSwitches(
          RoleSwitch.newBuilder()
              .setContext(Contexts.id(role.contextId()))
              .setRoleId(role.roleId()));
    }
    for (HeldRole role : session.temporaryRoles()) {
      environment.addTemporaryRoles(
          TemporaryRole.newBuilder()
              .setContext(Contexts.id(role.contextId()))
              .setRoleId(role.roleId()));
    }
    if (session.loginAsContextId() != 0) {
      environment.setLoggedInAs(Contexts.id(session.loginAsContextId()));
    }
    return environment.build();
  }
}
