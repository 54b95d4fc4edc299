"""The training run: rounds of streamed scenes, one optimiser step a batch, a checkpoint every few rounds."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from tqdm import tqdm

import bevexport

from . import checkpoint, curve
from .augment import Strength
from .dense import DenseTeacher
from .fast import speed_up
from .groups import ExtraGroups
from .initialise import initialise
from .loss import CODE_WEIGHTS, detection_loss
from .rounds import Batch, Plan, ScenePictures
from .schedule import Budget, Stopwatch, learning_rate
from .workers import Crew, gradients, running_statistics

CLIP_NORM = 35.0
WEIGHT_DECAY = 0.01
EMA_DECAY = 0.998
DENSE_WEIGHT = 1.0
EXTRA_GROUPS = 2
SAVE_EVERY_S = 60.0


@dataclass(frozen=True)
class Settings:
    """One training run. threads is shared by the workers, batch and groups are per worker."""

    out: Path
    seed: int
    budget: Budget
    peak_lr: float
    workers: int
    threads: int
    groups: int
    batch: int
    strength: Strength
    init: Path | None = None  # weights to begin with; the optimiser and the modules of training only start anew

    def course(self, step: int) -> dict:
        """What the weights depend on from this step on, as the record states it."""
        return {
            "from_step": step,
            "peak_lr": self.peak_lr,
            "length": self.budget.stated(),
            "ema_decay": EMA_DECAY,
            "code_weights": list(CODE_WEIGHTS),
            "workers": self.workers,
            "groups": self.groups,
            "batch_per_worker": self.batch,
        }

    def plan(self) -> Plan:
        return Plan(self.seed, self.groups, self.batch, self.workers, self.strength)


class Trainer:
    """A model in training with everything that changes as it trains."""

    def __init__(self, config: str | Path, settings: Settings, crew: Crew):
        torch.manual_seed(settings.seed)
        model = bevexport.load(config)
        self.model, self.settings, self.crew = model, settings, crew
        initialise(model)
        speed_up(model.img_backbone)
        self.teacher = DenseTeacher(model.config.bev_h, model.config.bev_w, model.config.embed_dims)
        self.groups = ExtraGroups(EXTRA_GROUPS, model.config.num_query, model.config.embed_dims)
        if settings.init is not None:
            model.load_state_dict(bevexport.load(config, settings.init).state_dict())
            self.groups.start_near(model.pts_bbox_head.query_embedding.weight)
        modules = (model, self.teacher, self.groups)
        self.parameters = [p for module in modules for p in module.parameters() if p.requires_grad]
        self.optimiser = torch.optim.AdamW(self.parameters, lr=settings.peak_lr, weight_decay=WEIGHT_DECAY)
        self.average = checkpoint.AveragedWeights(model, EMA_DECAY)
        self.rounds, self.step, self.seconds = 0, 0, 0.0
        self.course = [settings.course(0)]

    def run(self, data: ScenePictures) -> None:
        watch, saved_s = Stopwatch(self.seconds), self.seconds
        with tqdm(
            total=100,
            desc="training",
            unit="%",
            disable=not self.crew.leads(),
            bar_format="{desc}: {percentage:3.0f}%|{bar}| {elapsed}<{remaining} {postfix}",
        ) as bar:
            spent = self.crew.agree(self.settings.budget.spent(self.step, watch.seconds()))
            while spent < 1:
                terms = self.one_round(data, spent)
                self.crew.average(running_statistics(self.model))
                spent = self.crew.agree(self.settings.budget.spent(self.step, watch.seconds()))
                if self.crew.leads():
                    self._report(bar, terms, spent, watch.seconds())
                    if spent >= 1 or watch.seconds() - saved_s > SAVE_EVERY_S:
                        saved_s = watch.seconds()
                        self.save(saved_s)
                        curve.draw(self.settings.out / "loss.csv", self.settings.out / "loss.png")
            self.seconds = watch.seconds()

    def one_round(self, data: ScenePictures, spent: float) -> dict[str, float]:
        """Trains on the next round's scenes; the mean of each loss term."""
        history: list[Tensor | None] = [None] * self.settings.groups
        sums: dict[str, float] = {}
        steps = 0
        torch.manual_seed(hash((self.settings.seed, self.rounds, self.crew.rank)))  # for dropout, the same when resumed
        for batch in self.settings.plan().round(self.rounds, self.crew.rank, data):
            terms, history[batch.group] = self._step(batch, None if batch.first else history[batch.group], spent)
            steps += 1
            for name, value in terms.items():
                sums[name] = sums.get(name, 0.0) + value
        self.rounds += 1
        return {name: value / steps for name, value in sums.items()}

    def _step(self, batch: Batch, prev_bev: Tensor | None, spent: float) -> tuple[dict[str, float], Tensor]:
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(self.settings.peak_lr, self.step, spent)
        self.model.train()
        out = self.model(batch.img, batch.lidar2img, batch.can_bus, prev_bev)
        logits, boxes = self.groups(self.model.pts_bbox_head, out.bev_embed)
        logits = torch.cat([out.all_cls_scores, logits], dim=1)
        boxes = torch.cat([out.all_bbox_preds, boxes], dim=1)
        copies = 1 + EXTRA_GROUPS
        terms = detection_loss(logits, boxes, batch.codes * copies, batch.labels * copies)
        terms["dense"] = DENSE_WEIGHT * self.teacher(out.bev_embed, batch.codes, batch.labels)
        total = sum(terms.values())
        if not bool(total.isfinite()):
            raise FloatingPointError(
                f"Cannot go on training: loss {total.item()} at step {self.step}, expected a number"
            )
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        self.crew.average(gradients(self.parameters))
        nn.utils.clip_grad_norm_(self.parameters, CLIP_NORM)
        self.optimiser.step()
        self.average.update(self.model)
        self.step += 1
        return {**{name: term.item() for name, term in terms.items()}, "total": total.item()}, out.bev_embed.detach()

    def _report(self, bar: tqdm, terms: dict[str, float], spent: float, seconds: float) -> None:
        lr = self.optimiser.param_groups[0]["lr"]
        row = {"round": self.rounds - 1, "step": self.step, "seconds": seconds, "lr": lr, **terms}
        curve.append(self.settings.out / "loss.csv", row)
        bar.update(100 * spent - bar.n)
        bar.set_postfix_str(f"step {self.step} loss {terms['total']:.3f} lr {lr:.1e}")

    def save(self, seconds: float) -> None:
        checkpoint.save(self.settings.out / "last.pth", self.average.state_dict())
        checkpoint.save(
            self.settings.out / "state.pth",
            {
                "model": self.model.state_dict(),
                "teacher": self.teacher.state_dict(),
                "groups": self.groups.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "average": self.average.state_dict(),
                "updates": self.average.updates(),
                "rounds": self.rounds,
                "step": self.step,
                "seconds": seconds,
                "seed": self.settings.seed,
                "course": self.course,
            },
        )

    def resume(self) -> None:
        path = self.settings.out / "state.pth"
        state = checkpoint.load(path)
        if state["seed"] != self.settings.seed:
            raise ValueError(f"Cannot resume {path}: --seed is {self.settings.seed}, expected its own, {state['seed']}")
        self.model.load_state_dict(state["model"])
        self.teacher.load_state_dict(state["teacher"])
        self.groups.load_state_dict(state["groups"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average.restore(state["average"], state["updates"])
        self.rounds, self.step, self.seconds = state["rounds"], state["step"], state["seconds"]
        now = self.settings.course(self.step)
        changed = any(now[name] != state["course"][-1][name] for name in now if name != "from_step")
        self.course = [*state["course"], now] if changed else state["course"]
        if self.crew.leads():
            curve.cut(self.settings.out / "loss.csv", self.rounds)
