package dev.bevdrift.udf.probe;

import dev.bevdrift.udf.infer.CameraView;
import dev.bevdrift.udf.infer.Frame;
import dev.bevdrift.udf.ladder.Ladder;
import dev.bevdrift.udf.ladder.Preprocess;
import dev.bevdrift.udf.ladder.Preprocess.ChannelOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A way in which a pipeline made elsewhere may have fed its network wrongly, made again here.
 *
 * @param rule in kebab case
 * @param message what it means
 * @param next what to check
 * @param preprocess how pictures are prepared under it
 * @param frames what the frames, a stream of one scene from its first on, become under it
 */
public record InputFault(
    String rule,
    String message,
    String next,
    UnaryOperator<Preprocess> preprocess,
    UnaryOperator<List<Frame>> frames) {
  private static final String NORMALISATION = "wrong-normalisation";
  private static final String ORDER =
      "the order FRONT, FRONT_RIGHT, FRONT_LEFT, BACK, BACK_LEFT, BACK_RIGHT in img and lidar2img";
  private static final double BYTE = 255;

  /**
   * All that are known for a ladder.
   *
   * <p>Two cameras exchanged are one fault a pair: their pictures change places, their calibrations
   * stay.
   */
  public static List<InputFault> of(Ladder ladder) {
    List<InputFault> all = new ArrayList<>();
    pictures(all);
    for (int a = 0; a < ladder.cameras().size(); a++) {
      for (int b = a + 1; b < ladder.cameras().size(); b++) {
        all.add(swapped(ladder, a, b));
      }
    }
    all.add(
        frames(
            "cameras-shifted",
            "Each camera's picture stands in the next one's place",
            ORDER,
            Disturbance.PICTURES::of));
    motion(ladder, all);
    return all;
  }

  /** Both at once, this one first; called by this one's name. */
  public InputFault and(InputFault other) {
    return new InputFault(
        rule,
        message + "; and: " + other.message,
        next,
        old -> other.preprocess.apply(preprocess.apply(old)),
        stream -> other.frames.apply(frames.apply(stream)));
  }

  private static void pictures(List<InputFault> to) {
    to.add(
        preparing(
            "wrong-channel-order",
            "Red and blue are exchanged in the pictures",
            "BGR against RGB after the JPEG decoder; ladder.yaml: preprocess.channel_order",
            old ->
                with(
                    old,
                    old.mean(),
                    old.std(),
                    old.channelOrder() == ChannelOrder.RGB ? ChannelOrder.BGR : ChannelOrder.RGB)));
    String next = "mean and std against ladder.yaml: preprocess, and whether pixels are 0 to 255";
    to.add(
        preparing(
            NORMALISATION,
            "Pictures are not normalised: pixels from 0 to 255",
            next,
            old -> with(old, all(0), all(1), old.channelOrder())));
    to.add(
        preparing(
            NORMALISATION,
            "Pictures are scaled to [0, 1] and not normalised",
            next,
            old -> with(old, all(0), all(BYTE), old.channelOrder())));
    to.add(
        preparing(
            NORMALISATION,
            "The mean is subtracted and the standard deviation not divided by",
            next,
            old -> with(old, old.mean(), all(1), old.channelOrder())));
    to.add(
        preparing(
            NORMALISATION,
            "The standard deviation is divided by and the mean not subtracted",
            next,
            old -> with(old, all(0), old.std(), old.channelOrder())));
    to.add(
        preparing(
            NORMALISATION,
            "Mean and standard deviation stand in the other order of the channels",
            next,
            old -> with(old, turned(old.mean()), turned(old.std()), old.channelOrder())));
  }

  private static void motion(Ladder ladder, List<InputFault> to) {
    to.add(
        frames(
            "calibration-unscaled",
            "lidar2img is of the camera's picture, not of the network's smaller one",
            "intrinsics times the picture's scale before lidar2img",
            frame -> unscaled(frame, ladder.preprocess().scale())));
    to.add(
        frames(
            "signals-zero",
            "can_bus is zero",
            "the 18 numbers of can_bus and their order",
            frame -> frame.changed().canBus(new double[Frame.CAN_BUS_SIZE]).build()));
    to.add(
        new InputFault(
            "memory-missing",
            "No frame remembers the one before it",
            "that bev_embed of frame t goes in as prev_bev of t+1, and use_prev_bev is 1 there",
            UnaryOperator.identity(),
            frames ->
                IntStream.range(0, frames.size())
                    .mapToObj(i -> frames.get(i).changed().sequence(i).build())
                    .toList()));
    to.add(
        new InputFault(
            "pictures-of-previous-frame",
            "Each frame is fed the pictures of the frame before it",
            "which pictures go with which calibration and signals",
            UnaryOperator.identity(),
            frames ->
                IntStream.range(0, frames.size())
                    .mapToObj(
                        i -> pictured(frames.get(i), frames.get(Math.max(0, i - 1)).cameras()))
                    .toList()));
  }

  private static InputFault preparing(
      String rule, String message, String next, UnaryOperator<Preprocess> preprocess) {
    return new InputFault(rule, message, next, preprocess, UnaryOperator.identity());
  }

  private static InputFault frames(
      String rule, String message, String next, UnaryOperator<Frame> frame) {
    return new InputFault(
        rule,
        message,
        next,
        UnaryOperator.identity(),
        frames -> frames.stream().map(frame).toList());
  }

  private static InputFault swapped(Ladder ladder, int a, int b) {
    return frames(
        "cameras-swapped",
        "The pictures of "
            + ladder.cameras().get(a)
            + " and "
            + ladder.cameras().get(b)
            + " are exchanged",
        ORDER,
        frame -> {
          List<CameraView> views = new ArrayList<>(frame.cameras());
          Collections.swap(views, a, b);
          return pictured(frame, views);
        });
  }

  /** The frame with the pictures of other views in the order of its own. */
  private static Frame pictured(Frame frame, List<CameraView> pictures) {
    List<CameraView> views = new ArrayList<>();
    for (int c = 0; c < pictures.size(); c++) {
      CameraView other = pictures.get(c);
      CameraView.Builder view =
          frame
              .cameras()
              .get(c)
              .changed()
              .sha256(other.sha256())
              .size(other.width(), other.height());
      other.jpeg().ifPresent(view::jpeg);
      other.address().ifPresent(view::address);
      views.add(view.build());
    }
    return frame.changed().cameras(views).build();
  }

  private static Frame unscaled(Frame frame, double scale) {
    List<CameraView> views = new ArrayList<>();
    for (CameraView view : frame.cameras()) {
      double[] intrinsics = new double[9];
      for (int i = 0; i < intrinsics.length; i++) {
        intrinsics[i] = i < 6 ? view.intrinsic(i) / scale : view.intrinsic(i);
      }
      views.add(view.changed().intrinsics(intrinsics).build());
    }
    return frame.changed().cameras(views).build();
  }

  private static Preprocess with(
      Preprocess old, List<Double> mean, List<Double> std, ChannelOrder order) {
    return new Preprocess(
        old.scale(), mean, std, order, old.padDivisor(), old.imageSize(), old.networkSize());
  }

  private static List<Double> all(double value) {
    return List.of(value, value, value);
  }

  private static List<Double> turned(List<Double> of) {
    return List.of(of.get(2), of.get(1), of.get(0));
  }
}
