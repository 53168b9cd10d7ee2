package dev.beadle.server.verification;

import dev.beadle.client.BeadleClient;
import dev.beadle.client.CheckFailedException;
import dev.beadle.client.Contexts;
import dev.beadle.server.verification.RecordedDecision.HeldRole;
import dev.beadle.server.verification.RecordedDecision.Session;
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
   * Answers questions.
   *
   * @throws CheckFailedException if the server cannot be reached or refuses the batch
   */
  @Override
  public List<String> answer(List<RecordedDecision> questions) {
    List<CapabilityQuestion> messages = new ArrayList<>(questions.size());
    questions.forEach(question -> messages.add(messageOf(question)));
    BatchCheckCapabilitiesResponse response = client.checkBatch(messages);
    List<String> answers = new ArrayList<>(questions.size());
    for (CheckResult result : response.getResultsList()) {
      answers.add(
          result.hasDecision()
              ? Answerer.textOf(result.getDecision().getAllowed())
              : UNANSWERED + result.getError().getMessage());
    }
    return answers;
  }

  @Override
  public String explain(RecordedDecision question) {
    try {
      return client.explain(messageOf(question)).getText();
    } catch (CheckFailedException failed) {
      return UNANSWERED + failed.getMessage() + "\n";
    }
  }

  private static CapabilityQuestion messageOf(RecordedDecision question) {
    return CapabilityQuestion.newBuilder()
        .setUserId(question.userId())
        .setContext(Contexts.id(question.contextId()))
        .setCapability(question.capability())
        .setEnvironment(messageOf(question.session()))
        .build();
  }

  private static Environment messageOf(Session session) {
    Environment.Builder environment =
        Environment.newBuilder()
            .setWithoutDoanything(!session.doAnything())
            .setSubjectIsCurrentUser(session.currentUser());
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
