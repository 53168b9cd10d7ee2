package dev.beadle.client;

/**
 * What a client does when a question has no answer: the sidecar could not be reached, did not
 * answer before the deadline, was overloaded, refused the question, answered something that is no
 * answer, or the client or the calling thread was told to stop. This is the one place that says so.
 *
 * <p>It holds for every method that gives a {@code boolean}, a {@link CapabilityDecision} or a
 * {@link CapabilityMatrix}, in all their forms. Methods that give the sidecar's own messages, lists
 * or a watch cannot make an answer up: they always throw {@link CheckFailedException}. {@code
 * require} always throws when it cannot allow: {@link CapabilityRequiredException}.
 *
 * {@snippet class="dev.beadle.server.examples.AskingExamples" region="onFailure" :
 * try (var beadle =
 *     BeadleClient.builder(target)
 *         .onFailure(OnFailure.THROW)
 *         .deadline(Duration.ofMillis(200))
 *         .build()) {
 *   return "allowed: " + beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
 * } catch (CheckFailedException unavailable) {
 *   return "nobody can tell";
 * }
 * }
 *
 * <p>A capability for which {@link BeadleClientBuilder#failOpen fail-open} was asked is the one
 * exception, and only where the sidecar gave no answer in time (UNAVAILABLE, also of one that has
 * not loaded its site or whose facts are not as fresh as was asked for; DEADLINE_EXCEEDED; or
 * RESOURCE_EXHAUSTED of this client, in which too many questions wait): then the answer is a yes
 * with the reason {@link CapabilityDecision.Reason#FAIL_OPEN}, counted and logged; in a matrix
 * nothing is opened. A refusal (a bound of the sidecar that was exceeded is one), garbage, a closed
 * client, an interrupted thread, a deadline that leaves no time (zero, or less), and a no that is
 * taken only after the deadline never open anything. A deadline that is shorter than the sidecar
 * takes, or than the first connection of a process does, opens what it names although the sidecar
 * is well: see {@link BeadleClient#awaitReady}.
 *
 * <p>A context of a matrix that does not exist is no failure of the matrix: its cells are denied,
 * and {@link CapabilityMatrix#statusOf} says why.
 */
public enum OnFailure {
  /** Answers with a denial, whose reason is {@link CapabilityDecision.Reason#UNAVAILABLE}. */
  DENY,
  /** Throws {@link CheckFailedException}, or fails the stage with it. */
  THROW
}
