package dev.beadle.server.grpc;

import dev.beadle.client.Contexts;
import dev.beadle.server.reference.Question;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.CapabilityList;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.Environment;
import dev.beadle.v1.ExplainCapabilityRequest;
import dev.beadle.v1.RoleSwitch;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.TemporaryRole;
import java.util.Arrays;
import java.util.List;

/** Questions as messages. */
final class Messages {
  private Messages() {}

  static CapabilityQuestion one(long userId, String capability, long contextId) {
    return one(userId, capability, Contexts.id(contextId));
  }

  static CapabilityQuestion one(long userId, String capability, ContextReference context) {
    return CapabilityQuestion.newBuilder()
        .setUserId(userId)
        .setCapability(capability)
        .setContext(context)
        .build();
  }

  static CapabilityQuestion any(long userId, long contextId, String... capabilities) {
    return CapabilityQuestion.newBuilder()
        .setUserId(userId)
        .setContext(Contexts.id(contextId))
        .setAnyOf(list(capabilities))
        .build();
  }

  static CapabilityQuestion all(long userId, long contextId, String... capabilities) {
    return CapabilityQuestion.newBuilder()
        .setUserId(userId)
        .setContext(Contexts.id(contextId))
        .setAllOf(list(capabilities))
        .build();
  }

  static CapabilityQuestion in(Environment.Builder environment, CapabilityQuestion question) {
    return question.toBuilder().setEnvironment(environment).build();
  }

  static CapabilityList list(String... capabilities) {
    return CapabilityList.newBuilder().addAllCapabilities(Arrays.asList(capabilities)).build();
  }

  static CheckCapabilityRequest check(CapabilityQuestion question) {
    return CheckCapabilityRequest.newBuilder().setQuestion(question).build();
  }

  static ExplainCapabilityRequest explain(CapabilityQuestion question) {
    return ExplainCapabilityRequest.newBuilder().setQuestion(question).build();
  }

  static BatchCheckCapabilitiesRequest batch(CapabilityQuestion... questions) {
    return batch(Arrays.asList(questions));
  }

  static BatchCheckCapabilitiesRequest batch(List<CapabilityQuestion> questions) {
    return BatchCheckCapabilitiesRequest.newBuilder().addAllQuestions(questions).build();
  }

  static StreamCheckCapabilitiesRequest message(long requestId, CapabilityQuestion... questions) {
    return StreamCheckCapabilitiesRequest.newBuilder()
        .setRequestId(requestId)
        .setBatch(batch(questions))
        .build();
  }

  static CheckCapabilityMatrixRequest matrix(
      long userId, List<Long> contextIds, List<String> capabilities) {
    return CheckCapabilityMatrixRequest.newBuilder()
        .setUserId(userId)
        .addAllContexts(contextIds.stream().map(Contexts::id).toList())
        .addAllCapabilities(capabilities)
        .setIncludeRules(true)
        .build();
  }

  static RoleSwitch switchTo(long contextId, long roleId) {
    return RoleSwitch.newBuilder().setContext(Contexts.id(contextId)).setRoleId(roleId).build();
  }

  static TemporaryRole temporary(long contextId, long roleId) {
    return TemporaryRole.newBuilder().setContext(Contexts.id(contextId)).setRoleId(roleId).build();
  }

  static CapabilityQuestion of(Question question) {
    return one(question.userId(), question.capability(), question.contextId()).toBuilder()
        .setEnvironment(environmentOf(question))
        .build();
  }

  static Environment environmentOf(Question question) {
    Environment.Builder environment =
        Environment.newBuilder()
            .setWithoutDoanything(!question.doAnything())
            .setSubjectIsCurrentUser(question.subjectIsCurrentUser());
    question
        .roleSwitches()
        .forEach((context, role) -> environment.addRoleSwitches(switchTo(context, role)));
    question
        .temporaryRoles()
        .forEach((context, roles) ->
            roles.forEach(role -> environment.addTemporaryRoles(temporary(context, role))));
    Long loginAs = question.loginAsContextId();
    if (loginAs != null) {
      environment.setLoggedInAs(Contexts.id(loginAs));
    }
    return environment.build();
  }
}
