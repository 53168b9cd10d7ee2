package dev.beadle.client.internal.check;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Questions that nobody has looked at yet: a stack, the newest on top. Thread-safe, lock-free. */
final class Arrivals {
  private static final VarHandle TOP;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(Arrivals.class, "top", PendingCheck.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private volatile @Nullable PendingCheck top;

  boolean isEmpty() {
    return top == null;
  }

  /** Never throws: whoever is told of something while others fail can rely on it. */
  void push(PendingCheck check) {
    PendingCheck before;
    do {
      before = top;
      check.next = before;
    } while (!TOP.compareAndSet(this, before, check));
  }

  /** Pushes some, from a position to the last. */
  void pushFrom(int first, PendingCheck[] checks) {
    for (int i = first; i < checks.length; i++) {
      push(checks[i]);
    }
  }

  /** Takes all; null when there are none. */
  @Nullable PendingCheck takeAll() {
    return (PendingCheck) TOP.getAndSet(this, null);
  }
}
