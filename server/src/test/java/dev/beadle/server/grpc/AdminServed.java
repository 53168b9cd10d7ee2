package dev.beadle.server.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.beadle.client.AdminRefusedException;
import dev.beadle.client.BeadleAdmin;
import dev.beadle.server.BeadleServer.Written;
import dev.beadle.server.moodle.SiteLoader.Loaded;
import dev.beadle.server.testing.MemoryLog;
import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.AdminCommand;
import dev.beadle.v1.ApplyResponse;

/** The demonstration site, served to be written, and a client that administers it. Thread-safe. */
public record AdminServed(ServedSite served, MemoryLog log, BeadleAdmin admin)
    implements AutoCloseable {
  /** The site administrator of the demonstration site. */
  public static final long ADMIN = 2;

  /** A server with a log that begins with the demonstration site. */
  public static AdminServed demo() {
    Loaded demo = ServedSite.loadDemo();
    ServedSite served = ServedSite.empty();
    var revision = demo.snapshot().revision();
    MemoryLog log = MemoryLog.after(revision.log(), revision.position());
    var _ = served.server().open(new Written(demo.snapshot(), log, demo.report()));
    return new AdminServed(
        served, log, BeadleAdmin.to(served.target()).withDeadline(ServedSite.PATIENCE));
  }

  /** A command as it is said in JSON. */
  public static AdminCommand command(String json) {
    AdminCommand.Builder command = AdminCommand.newBuilder();
    try {
      JsonFormat.parser().merge(json, command);
    } catch (InvalidProtocolBufferException malformed) {
      throw new IllegalArgumentException(json, malformed);
    }
    return command.build();
  }

  /** Commands of an actor. */
  public static AdminBatch.Builder batch(long actor, String... commands) {
    AdminBatch.Builder batch = AdminBatch.newBuilder().setActor(actor).setReason("a test");
    for (String command : commands) {
      batch.addCommands(command(command));
    }
    return batch;
  }

  /** Does commands as the site administrator. */
  ApplyResponse apply(String... commands) {
    return admin.apply(batch(ADMIN, commands).build());
  }

  /** How a batch is refused. */
  AdminRefusedException refusalOf(AdminBatch.Builder batch) {
    AdminRefusedException refused =
        catchThrowableOfType(AdminRefusedException.class, () -> admin.apply(batch.build()));
    assertThat(refused).as("refused").isNotNull();
    return requireNonNull(refused);
  }

  @Override
  public void close() {
    admin.close();
    served.close();
  }
}
