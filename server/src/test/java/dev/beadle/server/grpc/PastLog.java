package dev.beadle.server.grpc;

import dev.beadle.server.change.ChangeLog;
import dev.beadle.server.change.LogEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log that only knows what a test has written, from position 1 on. Not thread-safe. */
final class PastLog implements ChangeLog {
  private final String identity;
  private final List<LogEntry> entries = new ArrayList<>();

  PastLog(String identity) {
    this.identity = identity;
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public long head() {
    return 1L + entries.size();
  }

  @Override
  public long tail() {
    return 1;
  }

  @Override
  public boolean append(List<LogEntry> added) {
    return entries.addAll(added);
  }

  @Override
  public List<LogEntry> read(long after, int limit) {
    int from = (int) after - 1;
    return List.copyOf(entries.subList(from, Math.min(entries.size(), from + limit)));
  }

  @Override
  public @Nullable LogEntry findByKey(String idempotencyKey) {
    return null;
  }

  @Override
  public void follow(Runnable wake) {}

  @Override
  public long sizeInBytes() {
    return -1;
  }

  @Override
  public void close() {}
}
