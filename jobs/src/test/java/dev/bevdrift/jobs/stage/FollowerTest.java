package dev.bevdrift.jobs.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bevdrift.metrics.InputException;
import dev.bevdrift.udf.infer.SideThread;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FollowerTest {
  @Test
  void piecesAreWorkedUpInOrderByOneThread() {
    List<Integer> done = new ArrayList<>(); // not thread-safe: one thread, each piece sees the last
    try (Follower follower = Follower.named("follower", 3)) {
      IntStream.range(0, 1000).forEach(i -> follower.take(() -> done.add(i)));
      assertThat(follower.give(done::size).join()).isEqualTo(1000);
      follower.take(() -> done.add(1000));
    }
    assertThat(done).isEqualTo(IntStream.rangeClosed(0, 1000).boxed().toList());
  }

  @Test
  void itIsNoFurtherBehindThanItMayBe() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    AtomicInteger handedOver = new AtomicInteger();
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    try (Follower follower = Follower.named("follower", 2)) {
      follower.take(() -> await(held));
      follower.take(() -> done.add(1));
      CompletableFuture<Void> third =
          CompletableFuture.runAsync(
              () -> {
                follower.take(() -> done.add(2));
                handedOver.incrementAndGet();
              });
      Thread.sleep(50); // long enough for a third piece to slip in, were there room
      assertThat(handedOver).hasValue(0);
      held.countDown();
      third.join();
    }
    assertThat(done).containsExactly(1, 2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFailureComesOutAsItIsAndLeavesOutWhatFollows() {
    InputException damaged = new InputException("row 1 is damaged");
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    try (Follower follower = Follower.named("follower", 1)) {
      follower.take(
          () -> {
            throw damaged;
          });
      assertThatThrownBy(() -> IntStream.range(0, 9).forEach(i -> follower.take(() -> done.add(i))))
          .isSameAs(damaged);
      CompletableFuture<Integer> after = follower.give(() -> 1);
      assertThatThrownBy(() -> SideThread.join(after)).isSameAs(damaged);
    }
    assertThat(done).isEmpty();
  }
}
