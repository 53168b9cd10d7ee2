package dev.beadle.client;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.ExplainCapabilityRequest;
import java.util.List;

/** Requests that name the site of the client, and the facts that it wants. */
final class Requests {
  private final CallSettings settings;

  Requests(CallSettings settings) {
    this.settings = settings;
  }

  CheckCapabilityRequest check(CapabilityQuestion question) {
    var request =
        CheckCapabilityRequest.newBuilder()
            .setSite(settings.site())
            .setQuestion(requireNonNull(question, "question"));
    if (!settings.isCurrent()) {
      request.setConsistency(settings.consistency());
    }
    return request.build();
  }

  BatchCheckCapabilitiesRequest batch(List<CapabilityQuestion> questions) {
    var request =
        BatchCheckCapabilitiesRequest.newBuilder()
            .setSite(settings.site())
            .addAllQuestions(requireNonNull(questions, "questions"));
    if (!settings.isCurrent()) {
      request.setConsistency(settings.consistency());
    }
    return request.build();
  }

  /** Whether facts are wanted, of a request or of a side of it, that an endpoint may lack. */
  static boolean isPinned(Message request) {
    if (request instanceof Consistency wanted) {
      return wanted.getRequirementCase() != Consistency.RequirementCase.REQUIREMENT_NOT_SET;
    }
    for (FieldDescriptor field : request.getDescriptorForType().getFields()) {
      boolean isMessage = field.getJavaType() == JavaType.MESSAGE && !field.isRepeated();
      if (isMessage && request.hasField(field) && isPinned((Message) request.getField(field))) {
        return true;
      }
    }
    return false;
  }

  CheckCapabilityMatrixRequest matrix(
      long userId, List<ContextReference> contexts, List<String> capabilities) {
    return matrix(
        CheckCapabilityMatrixRequest.newBuilder()
            .setUserId(userId)
            .addAllContexts(requireNonNull(contexts, "contexts"))
            .addAllCapabilities(requireNonNull(capabilities, "capabilities"))
            .setIncludeRules(true)
            .build());
  }

  CheckCapabilityMatrixRequest matrix(CheckCapabilityMatrixRequest asked) {
    var request = requireNonNull(asked, "request").toBuilder().setSite(settings.site());
    if (!settings.isCurrent()) {
      request.setConsistency(settings.consistency());
    }
    return request.build();
  }

  ExplainCapabilityRequest explain(CapabilityQuestion question) {
    var request =
        ExplainCapabilityRequest.newBuilder()
            .setSite(settings.site())
            .setQuestion(requireNonNull(question, "question"));
    if (!settings.isCurrent()) {
      request.setConsistency(settings.consistency());
    }
    return request.build();
  }
}
