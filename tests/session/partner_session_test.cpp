#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

#include "dyad/device/partner_device.hpp"
#include "session/session_fixture.hpp"

namespace dyad::session {
namespace {

TEST_F(SessionTest, EveryDeviceHearsEveryNoteAsItIsLogged) {
  begin(2);
  device(0).poke(0, 0, 100'000);
  device(1).poke(1, 1, 400'000);
  run_until(2'000'000);
  std::vector<Note> heard;
  for (const auto& [note, now] : device(0).heard) {
    EXPECT_GE(now, note.time);
    heard.push_back(note);
  }
  EXPECT_EQ(heard, sink_.all<Note>());
  EXPECT_EQ(device(1).heard, device(0).heard);
}

TEST_F(SessionTest, ANoteIsHeardInTheTurnThatDecidedIt) {
  begin();
  device().poke(0, 0, 100'000, 103'000);  // seen 3 ms after its edge
  device().held_at = Time::from_us(100'000);
  run_until(102'000);
  device().held_at.reset();
  const std::size_t before = device().heard.size();
  run_until(103'000);
  ASSERT_GT(device().heard.size(), before);
  EXPECT_EQ(device().heard[before].first.time.us(), 100'000);
  EXPECT_EQ(device().heard[before].second.us(), 103'000);
}

// The left seat is a test's own, on a fake device; a partner sits on the right one.
class PartnerSession : public testing::Test {
 protected:
  PartnerSession() {
    stage_.name = "test";
    stage_.limits.duration = Duration::from_s(60);
    config::TrialRule& rule = stage_.rules.emplace_back();
    rule.window = Duration::from_ms(750);
    rule.reward.nl.all = 10'000;
    rule.iti.fill({Duration::from_s(1), Duration::from_s(1)});
    partner_.seat = "right";
  }

  void sit(config::PartnerKind kind, Duration time) {
    partner_.kind = kind;
    partner_.interval = config::Interval::fixed(time);
    partner_.lag = config::Interval::fixed(time);
  }

  // Two pokes of each seat more, channels 4 and 5; those of the choice "defect".
  void offer_choices() {
    for (SubjectIndex i = 0; i < 2; ++i) {
      config::Channel poke = rig_.channels[i];
      poke.name += "_2";
      rig_.channels.push_back(poke);
    }
    stage_.rules[0].choices = {{"cooperate", {"poke_left", "poke_right"}},
                               {"defect", {"poke_left_2", "poke_right_2"}}};
  }

  void run(std::vector<device::PlayedEdge> playback = {}) {
    stage_.partners = {partner_};
    schedule_.stages = {stage_};
    const config::Stage& stage = schedule_.stages[0];
    plan_ = task::make_plan(rig_, schedule_, 0);
    partners_.emplace(rig_, stage, 1, std::move(playback));
    Session session({.rig = rig_,
                     .plan = plan_,
                     .seed = 1,
                     .devices = {&left_, &*partners_},
                     .log = sink_,
                     .on_fault = {}});
    session.begin();
    for (int pumps = 0; !session.finished(); ++pumps) {
      ASSERT_LT(pumps, 10'000) << "the session keeps asking to be woken";
      session.pump(session.next_wakeup().value());
    }
  }

  std::vector<note::TrialOutcome> trials() const {
    std::vector<note::TrialOutcome> found;
    for (const Note& note : sink_.all<Note>()) {
      if (const auto* outcome = std::get_if<note::TrialOutcome>(&note.body)) {
        found.push_back(*outcome);
      }
    }
    return found;
  }
  std::vector<Outcome> outcomes() const {
    std::vector<Outcome> found;
    for (const auto& trial : trials()) found.push_back(trial.outcome);
    return found;
  }

  config::Rig rig_ = two_poke_rig();
  config::Stage stage_;
  config::Schedule schedule_;
  config::Partner partner_;
  task::Plan plan_;
  FakeDevice left_;
  std::optional<device::PartnerDevice> partners_;
  VectorSink sink_;
};

TEST_F(PartnerSession, EveryPokeAnsweredWithinTheWindowMakesACoordinatedTrial) {
  sit(config::PartnerKind::lag, Duration::from_ms(400));
  for (int i = 0; i < 4; ++i) left_.poke(0, 0, 5'000'000 + i * 10'000'000);
  run();
  const auto found = trials();
  ASSERT_EQ(found.size(), 5U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(found[i].outcome, Outcome::coordinated);
    EXPECT_EQ(found[i].first, 0);
    EXPECT_EQ(found[i].dt, Duration::from_ms(400));
  }
  EXPECT_EQ(found[4].outcome, Outcome::aborted);  // at the session's end
}

TEST_F(PartnerSession, AnAnswerAtTheWindowsLastMicrosecondIsInTime) {
  sit(config::PartnerKind::lag, Duration::from_ms(750));
  left_.poke(0, 0, 5'000'000);
  run();
  EXPECT_EQ(outcomes().front(), Outcome::coordinated);
}

TEST_F(PartnerSession, AnAnswerOneMicrosecondLaterIsLate) {
  sit(config::PartnerKind::lag, Duration::from_us(750'001));
  left_.poke(0, 0, 5'000'000);
  run();
  EXPECT_EQ(outcomes().front(), Outcome::miss);
}

TEST_F(PartnerSession, APokeThatIsSeenLateIsAnsweredAtItsOwnTimePlusTheLag) {
  sit(config::PartnerKind::lag, Duration::from_ms(400));
  left_.poke(0, 0, 5'000'000, 5'020'000);
  run();
  EXPECT_EQ(trials().front().dt, Duration::from_ms(400));
}

TEST_F(PartnerSession, ItsInputsAreLoggedAsOfTheDeviceAfterTheRigs) {
  sit(config::PartnerKind::lag, Duration::from_ms(400));
  left_.poke(0, 0, 5'000'000);
  run();
  std::vector<Input> of_partner;
  for (const Input& input : sink_.all<Input>()) {
    if (input.source == 1) of_partner.push_back(input);
  }
  ASSERT_EQ(of_partner.size(), 2U);
  EXPECT_EQ(of_partner[0].channel, 1);
  EXPECT_EQ(of_partner[0].time.us(), 5'400'000);
  EXPECT_TRUE(of_partner[0].active);
  EXPECT_EQ(of_partner[1].time.us(), 5'500'000);
  EXPECT_TRUE(sink_.all<Fault>().empty());
}

TEST_F(PartnerSession, APartnerAtAnIntervalIsMetByWhoeverComesInTheWindow) {
  sit(config::PartnerKind::interval, Duration::from_s(10));
  left_.poke(0, 0, 10'300'000);
  left_.poke(0, 0, 20'800'000);
  run();
  const std::vector expected{Outcome::coordinated, Outcome::miss};
  const auto found = outcomes();
  ASSERT_GE(found.size(), 2U);
  EXPECT_EQ(std::vector(found.begin(), found.begin() + 2), expected);
}

// The left one defects once. What it did in a trial is what the partner does in the
// next.
TEST_F(PartnerSession, TitForTatPaysBackInTheNextTrial) {
  offer_choices();
  sit(config::PartnerKind::tit_for_tat, Duration::from_ms(800));
  left_.poke(0, 0, 900'000);    // trial 1, which began at 0: cooperates
  left_.poke(0, 4, 2'800'000);  // trial 2, which began at 1.9 s: defects
  left_.poke(0, 0, 4'700'000);  // trial 3, which began at 3.8 s: cooperates
  left_.poke(0, 0, 6'600'000);  // trial 4, which began at 5.7 s
  run();
  const auto found = trials();
  ASSERT_GE(found.size(), 4U);
  std::vector<ChoiceIndex> of_partner;
  std::vector<ChoiceIndex> of_left;
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(found[i].outcome, Outcome::coordinated) << i;
    of_left.push_back(found[i].choices[0]);
    of_partner.push_back(found[i].choices[1]);
  }
  EXPECT_EQ(of_left, (std::vector<ChoiceIndex>{0, 1, 0, 0}));
  EXPECT_EQ(of_partner, (std::vector<ChoiceIndex>{0, 0, 1, 0}));
}

TEST_F(PartnerSession, PlaybackOfAnEdgeAfterTheEndChangesNothing) {
  partner_.kind = config::PartnerKind::playback;
  left_.poke(0, 0, 5'000'000);
  run({{Time::from_us(5'100'000), 1, true},
       {Time::from_us(5'200'000), 1, false},
       {Time::from_us(60'000'001), 1, true}});
  EXPECT_EQ(outcomes().front(), Outcome::coordinated);
  EXPECT_EQ(sink_.all<Input>().back().time, Time::from_us(60'000'000));
  EXPECT_TRUE(sink_.all<Fault>().empty());
}

}  // namespace
}  // namespace dyad::session
