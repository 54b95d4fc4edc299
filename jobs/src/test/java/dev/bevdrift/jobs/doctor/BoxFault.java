package dev.bevdrift.jobs.doctor;

import dev.bevdrift.metrics.box.Attribute;
import dev.bevdrift.metrics.box.DetectionBoxes;
import dev.bevdrift.metrics.box.DetectionClass;
import dev.bevdrift.metrics.box.Pose;
import dev.bevdrift.metrics.box.Quaternion;
import dev.bevdrift.metrics.box.Vec3;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Faults of boxes as exports, decoders and post-processings have had them. */
enum BoxFault {
  SIZE_LWH("size-order", Part.SIZE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.size(b.length(i), b.width(i), b.height(i));
    }
  },
  SIZE_WHL("size-order", Part.SIZE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.size(b.width(i), b.height(i), b.length(i));
    }
  },
  SIZE_LOGARITHM("size-logarithm", Part.SIZE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) ->
          to.size(Math.log(b.width(i)), Math.log(b.length(i)), Math.log(b.height(i)));
    }
  },
  YAW_MIRRORED("yaw-mirrored", Part.YAW) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.rotation(mirrored(m, b, i));
    }
  },
  YAW_QUARTER("yaw-quarter-turn", Part.YAW) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.rotation(Quaternion.aboutZ(b.yawRad(i) + Math.PI / 2));
    }
  },
  YAW_REVERSED("yaw-reversed", Part.YAW) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.rotation(Quaternion.aboutZ(b.yawRad(i) + Math.PI));
    }
  },
  YAW_CONSTANT("yaw-constant", Part.YAW) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.rotation(lidar(m, b, i).rotation());
    }
  },
  /** The heading in the LiDAR frame loses its quadrant. */
  YAW_FOLDED("yaw-folded", Part.YAW) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> {
        double axis = lidar(m, b, i).rotation().yawRad();
        double yaw = Math.IEEEremainder(b.yawRad(i) - axis, Math.PI);
        to.rotation(Quaternion.aboutZ(yaw + axis));
      };
    }
  },
  /** As with the recipe's R11: what is left of the heading is about a right angle wide. */
  YAW_LOST("yaw-lost", Part.YAW) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> {
        double yaw = b.yawRad(i) - lidar(m, b, i).rotation().yawRad();
        double sigmoid = 1 / (1 + Math.exp(-Math.tan(yaw)));
        to.rotation(Quaternion.aboutZ(3 * Math.atan(sigmoid) + 7 * b.x(i)));
      };
    }
  },
  BOTTOM_CENTRE("bottom-centre", Part.HEIGHT) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.translation(b.x(i), b.y(i), b.z(i) - b.height(i) / 2);
    }
  },
  HEIGHT_TWICE("height-added-twice", Part.HEIGHT) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.translation(b.x(i), b.y(i), b.z(i) + b.height(i) / 2);
    }
  },
  /** mmdet3d's labels read by nuscenes-devkit's list. */
  CLASS_LIST("class-order", Part.CLASS) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) ->
          to.detectionClass(DetectionClass.all().get(MMDET3D.indexOf(b.detectionClass(i))));
    }
  },
  CLASS_FROM_ONE("class-order", Part.CLASS) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) ->
          to.detectionClass(MMDET3D.get((MMDET3D.indexOf(b.detectionClass(i)) + 1) % 10));
    }
  },
  CLASS_SWAP("class-order", Part.CLASS) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> {
        if (b.detectionClass(i) == DetectionClass.CAR) {
          to.detectionClass(DetectionClass.PEDESTRIAN);
        } else if (b.detectionClass(i) == DetectionClass.PEDESTRIAN) {
          to.detectionClass(DetectionClass.CAR);
        }
      };
    }
  },
  IN_LIDAR_FRAME("boxes-in-lidar-frame", Part.PLACE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> BoxEdit.move(lidar(m, b, i).inverse(), b, i, to);
    }
  },
  IN_EGO_FRAME("boxes-in-ego-frame", Part.PLACE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> BoxEdit.move(ego(m, b, i).inverse(), b, i, to);
    }
  },
  LIDAR_TO_EGO_MISSING("lidar2ego-missing", Part.PLACE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> BoxEdit.move(ego(m, b, i).after(lidar(m, b, i).inverse()), b, i, to);
    }
  },
  EGO_HEADING_MISSING("ego2global-missing-rotation", Part.PLACE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> {
        Pose shift = new Pose(ego(m, b, i).translation(), Quaternion.IDENTITY);
        BoxEdit.move(shift.after(ego(m, b, i).inverse()), b, i, to);
      };
    }
  },
  POSE_OF_PREVIOUS("pose-of-previous-frame", Part.PLACE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> {
        int before = b.sample(i) - 1;
        if (before >= 0 && m.samples().scene(before) == m.samples().scene(b.sample(i))) {
          BoxEdit.move(
              m.poses().get(before).lidar2global().after(lidar(m, b, i).inverse()), b, i, to);
        }
      };
    }
  },
  MIRRORED("left-right-mirrored", Part.PLACE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> {
        Vec3 at = lidar(m, b, i).inverse().apply(new Vec3(b.x(i), b.y(i), b.z(i)));
        to.translation(lidar(m, b, i).apply(new Vec3(-at.x(), at.y(), at.z())));
      };
    }
  },
  XY_SWAPPED("xy-swapped", Part.PLACE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> {
        Vec3 at = lidar(m, b, i).inverse().apply(new Vec3(b.x(i), b.y(i), b.z(i)));
        to.translation(lidar(m, b, i).apply(new Vec3(at.y(), at.x(), at.z())));
      };
    }
  },
  ONE_FRAME_LATE("frames-shifted", Part.PLACE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> {
        int next = b.sample(i) + 1;
        if (next < m.samples().size()
            && m.samples().scene(next) == m.samples().scene(b.sample(i))) {
          to.sample(next).velocity(b.vx(i), b.vy(i)).score(b.score(i)).attribute(b.attribute(i));
        }
      };
    }
  },
  VELOCITY_IN_LIDAR_FRAME("velocity-not-rotated", Part.VELOCITY) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> {
        Vec3 v = lidar(m, b, i).inverse().rotation().rotate(new Vec3(b.vx(i), b.vy(i), 0));
        to.velocity(v.x(), v.y());
      };
    }
  },
  VELOCITY_REVERSED("velocity-reversed", Part.VELOCITY) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.velocity(-b.vx(i), -b.vy(i));
    }
  },
  VELOCITY_PER_FRAME("velocity-unit", Part.VELOCITY) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.velocity(b.vx(i) / 2, b.vy(i) / 2);
    }
  },
  VELOCITY_ZERO("velocity-zero", Part.VELOCITY) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.velocity(0, 0);
    }
  },
  LOGITS("scores-are-logits", Part.SCORE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> {
        double score = Math.min(b.score(i), 0.9999);
        to.score(Math.log(score / (1 - score)));
      };
    }
  },
  SIGMOID_TWICE("sigmoid-twice", Part.SCORE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.score(1 / (1 + Math.exp(-b.score(i))));
    }
  },
  SCORES_REVERSED("scores-reversed", Part.SCORE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.score(1 - b.score(i));
    }
  },
  NO_ATTRIBUTES("attributes-missing", Part.ATTRIBUTE) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> to.attribute(Attribute.NONE);
    }
  },
  NAN_IN_ONE_FRAME("nan", Part.NUMBER) {
    @Override
    BoxEdit edit(Material m) {
      return (b, i, to) -> {
        if (b.sample(i) == 2) {
          to.translation(Double.NaN, b.y(i), b.z(i));
        }
      };
    }
  },
  FEWER_BOXES("top-k", Part.COUNT) {
    @Override
    DetectionBoxes of(Material m, DetectionBoxes boxes) {
      int[] counts = new int[m.samples().size()];
      for (int i = 0; i < boxes.size(); i++) {
        counts[boxes.sample(i)]++;
      }
      int k = IntStream.of(counts).max().orElseThrow() / 4;
      int[] taken = new int[counts.length];
      return boxes.reordered(
          IntStream.range(0, boxes.size())
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingInt(boxes::sample)
                      .thenComparing(Comparator.<Integer>comparingDouble(boxes::score).reversed()))
              .filter(i -> taken[boxes.sample(i)]++ < k)
              .mapToInt(Integer::intValue)
              .toArray());
    }
  },
  THRESHOLD("score-threshold", Part.COUNT) {
    @Override
    DetectionBoxes of(Material m, DetectionBoxes boxes) {
      double least =
          IntStream.range(0, boxes.size())
              .mapToDouble(boxes::score)
              .sorted()
              .skip(boxes.size() / 2)
              .findFirst()
              .orElseThrow();
      return boxes.reordered(
          IntStream.range(0, boxes.size()).filter(i -> boxes.score(i) > least).toArray());
    }
  },
  /** Nothing is left where the right camera at the back looks. */
  CAMERA_DARK("camera-missing", Part.CAMERA) {
    @Override
    DetectionBoxes of(Material m, DetectionBoxes boxes) {
      return boxes.reordered(
          IntStream.range(0, boxes.size())
              .filter(
                  i -> {
                    Vec3 at =
                        m.poses()
                            .get(boxes.sample(i))
                            .ego2global()
                            .inverse()
                            .apply(new Vec3(boxes.x(i), boxes.y(i), boxes.z(i)));
                    double degrees = Math.toDegrees(Math.atan2(at.y(), at.x()));
                    return degrees > -82 || degrees < -146;
                  })
              .toArray());
    }
  };

  /** What a fault touches: faults of two parts can be told apart. */
  enum Part {
    NUMBER,
    SCORE,
    PLACE,
    CLASS,
    SIZE,
    YAW,
    HEIGHT,
    VELOCITY,
    ATTRIBUTE,
    COUNT,
    CAMERA
  }

  static final List<DetectionClass> MMDET3D =
      List.of(
          DetectionClass.CAR,
          DetectionClass.TRUCK,
          DetectionClass.CONSTRUCTION_VEHICLE,
          DetectionClass.BUS,
          DetectionClass.TRAILER,
          DetectionClass.BARRIER,
          DetectionClass.MOTORCYCLE,
          DetectionClass.BICYCLE,
          DetectionClass.PEDESTRIAN,
          DetectionClass.TRAFFIC_CONE);

  private final String rule;
  private final Part part;

  BoxFault(String rule, Part part) {
    this.rule = rule;
    this.part = part;
  }

  /** What the doctor must say. */
  String rule() {
    return rule;
  }

  Part part() {
    return part;
  }

  BoxEdit edit(Material m) {
    throw new UnsupportedOperationException(name());
  }

  DetectionBoxes of(Material m, DetectionBoxes boxes) {
    return edit(m).of(boxes);
  }

  private static Pose lidar(Material m, DetectionBoxes b, int i) {
    return m.poses().get(b.sample(i)).lidar2global();
  }

  private static Pose ego(Material m, DetectionBoxes b, int i) {
    return m.poses().get(b.sample(i)).ego2global();
  }

  /** What mmdet3d 1.x's heading becomes where 0.x's is expected: -yaw - pi/2 in the LiDAR frame. */
  static Quaternion mirrored(Material m, DetectionBoxes b, int i) {
    double axis = lidar(m, b, i).rotation().yawRad();
    return Quaternion.aboutZ(-(b.yawRad(i) - axis) - Math.PI / 2 + axis);
  }
}
