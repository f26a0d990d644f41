#include "dyad/device/partner_device.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace dyad::device {
namespace {

constexpr SubjectIndex kLeft = 0;
constexpr SubjectIndex kRight = 1;
// Two pokes a seat; the second ones are those of the choice "defect".
constexpr ChannelIndex kLeft1 = 0;
constexpr ChannelIndex kRight1 = 1;
constexpr ChannelIndex kLeft2 = 2;
constexpr ChannelIndex kRight2 = 3;
constexpr ChannelIndex kZone = 4;  // of the left seat

Time ms(std::int64_t t) { return Time::from_us(t * 1000); }
Duration span_ms(std::int64_t t) { return Duration::from_ms(t); }

config::Channel channel_of(const char* name, SubjectIndex subject,
                           config::ChannelKind kind = config::ChannelKind::poke) {
  config::Channel channel;
  channel.name = name;
  channel.kind = kind;
  channel.subject = subject;
  return channel;
}

config::Rig two_seats() {
  config::Rig rig;
  rig.seats = {"left", "right"};
  rig.devices = {{"box", config::GpioDevice{}}, {"board", config::McuDevice{}}};
  rig.channels = {channel_of("left_1", kLeft), channel_of("right_1", kRight),
                  channel_of("left_2", kLeft), channel_of("right_2", kRight),
                  channel_of("zone", kLeft, config::ChannelKind::zone)};
  return rig;
}

config::Partner partner_of(config::PartnerKind kind, const char* seat = "right") {
  config::Partner partner;
  partner.seat = seat;
  partner.kind = kind;
  partner.hold = span_ms(100);
  return partner;
}

config::Partner every(Duration interval) {
  config::Partner partner = partner_of(config::PartnerKind::interval);
  partner.interval = config::Interval::fixed(interval);
  return partner;
}

config::Partner after(Duration lag) {
  config::Partner partner = partner_of(config::PartnerKind::lag);
  partner.lag = config::Interval::fixed(lag);
  return partner;
}

config::Partner tit_for_tat(Duration lag) {
  config::Partner partner = partner_of(config::PartnerKind::tit_for_tat);
  partner.lag = config::Interval::fixed(lag);
  return partner;
}

struct Seen {
  Time time;
  ChannelIndex channel;
  bool active;
  bool operator==(const Seen&) const = default;
  friend void PrintTo(const Seen& seen, std::ostream* out) {
    *out << seen.time.us() << " µs: channel " << seen.channel
         << (seen.active ? " on" : " off");
  }
};

class PartnerDevices : public testing::Test {
 protected:
  PartnerDevices() {
    config::TrialRule rule;
    rule.choices = {{"cooperate", {"left_1", "right_1"}},
                    {"defect", {"left_2", "right_2"}}};
    stage_.rules = {rule};
  }

  PartnerDevice& sit(std::vector<config::Partner> partners,
                     std::vector<PlayedEdge> playback = {}, std::uint64_t seed = 1) {
    stage_.partners = std::move(partners);
    device_.emplace(rig_, stage_, seed, std::move(playback));
    return *device_;
  }

  // What it does up to t, asked at each of its wakeups, or only at t.
  std::vector<Seen> until(Time t, bool every_wakeup = true) {
    Report report;
    while (every_wakeup) {
      const auto next = device_->next_wakeup();
      if (!next || *next > t) break;
      device_->poll(*next, report);
    }
    device_->poll(t, report);
    inputs_ = report.inputs;
    std::vector<Seen> seen;
    for (const Input& input : report.inputs) {
      seen.push_back({input.time, input.channel, input.active});
    }
    return seen;
  }

  void onset(ChannelIndex channel, Time t, Time now) {
    Input input;
    input.time = t;
    input.source = 0;
    input.channel = channel;
    input.active = true;
    device_->observe(input, now);
  }
  void onset(ChannelIndex channel, Time t) { onset(channel, t, t); }

  void trial_starts(Time t) { device_->hear({t, ++trial_, note::TrialStart{}}, t); }
  void trial_ends(Time t, Outcome outcome, ChoiceIndex of_left) {
    note::TrialOutcome said;
    said.outcome = outcome;
    said.choices[kLeft] = of_left;
    device_->hear({t, trial_, said}, t);
  }

  config::Rig rig_ = two_seats();
  config::Stage stage_;
  std::optional<PartnerDevice> device_;
  std::vector<Input> inputs_;
  TrialNumber trial_ = 0;
};

using PartnerDeviceTest = PartnerDevices;
using IntervalPartner = PartnerDevices;
using LagPartner = PartnerDevices;
using TitForTat = PartnerDevices;
using Playback = PartnerDevices;

TEST_F(PartnerDeviceTest, IsWantedWhereAPartnerRespondsByItself) {
  EXPECT_FALSE(PartnerDevice::wanted(stage_));
  stage_.partners = {partner_of(config::PartnerKind::live, "left"),
                     partner_of(config::PartnerKind::absent)};
  EXPECT_FALSE(PartnerDevice::wanted(stage_));
  stage_.partners.push_back(partner_of(config::PartnerKind::playback));
  EXPECT_TRUE(PartnerDevice::wanted(stage_));
}

TEST_F(PartnerDeviceTest, StandsAfterTheRigsDevicesAndCountsItsInputs) {
  sit({every(span_ms(500))});
  ASSERT_EQ(until(ms(1200)).size(), 4U);
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    EXPECT_EQ(inputs_[i].source, 2);
    EXPECT_EQ(inputs_[i].sequence, i + 1);
    EXPECT_EQ(inputs_[i].kind, InputKind::edge);
    EXPECT_EQ(inputs_[i].uncertainty, Duration());
  }
}

TEST_F(PartnerDeviceTest, AbsentAndLiveSeatsDoNothing) {
  sit({partner_of(config::PartnerKind::live, "left"),
       partner_of(config::PartnerKind::absent)});
  onset(kLeft1, ms(10));
  EXPECT_TRUE(until(ms(10'000)).empty());
  EXPECT_EQ(device_->next_wakeup(), std::nullopt);
}

TEST_F(PartnerDeviceTest, DoesNothingMoreOnceTheSessionHasEnded) {
  sit({every(span_ms(500))}, {{ms(700), kLeft1, true}});
  until(ms(550));
  device_->hear({ms(550), 1, note::SessionEnd{}}, ms(550));
  EXPECT_TRUE(until(ms(5000)).empty());
  EXPECT_EQ(device_->next_wakeup(), std::nullopt);
}

TEST_F(PartnerDeviceTest, HasNoOutputs) {
  sit({every(span_ms(500))});
  EXPECT_FALSE(device_->actuate({}, Time()).ok());
}

TEST_F(IntervalPartner, RespondsAtItsIntervalAndHolds) {
  sit({every(span_ms(500))});
  const std::vector<Seen> expected{{ms(500), kRight1, true},
                                   {ms(600), kRight1, false},
                                   {ms(1000), kRight1, true},
                                   {ms(1100), kRight1, false}};
  EXPECT_EQ(until(ms(1499)), expected);
  EXPECT_EQ(until(ms(1500)).size(), 1U);
}

TEST_F(IntervalPartner, LetsGoBeforeItRespondsAgainHoweverShortItsInterval) {
  sit({every(span_ms(1))});
  const Time second = ms(101) + Duration::from_us(1);
  const std::vector<Seen> expected{
      {ms(1), kRight1, true}, {ms(101), kRight1, false}, {second, kRight1, true}};
  EXPECT_EQ(until(ms(102)), expected);
}

TEST_F(IntervalPartner, RespondsAtItsChoice) {
  config::Partner partner = every(span_ms(500));
  partner.choice = "defect";
  sit({partner});
  EXPECT_EQ(until(ms(500)).at(0).channel, kRight2);
}

TEST_F(IntervalPartner, WithoutAChoiceRespondsAtTheFirstOperandumThatCounts) {
  stage_.rules[0].choices.clear();
  sit({every(span_ms(500))});
  EXPECT_EQ(until(ms(500)).at(0).channel, kRight1);
  stage_.rules[0].operanda = {"left_1", "right_2"};
  sit({every(span_ms(500))});
  EXPECT_EQ(until(ms(500)).at(0).channel, kRight2);
}

TEST_F(IntervalPartner, WhatItDoesDependsOnTheSeedAndNotOnWhenItIsAsked) {
  config::Partner partner = every(Duration());
  partner.interval = {span_ms(1), span_ms(2000)};
  sit({partner}, {}, 5);
  const auto often = until(ms(60'000));
  EXPECT_GT(often.size(), 50U);
  sit({partner}, {}, 5);
  EXPECT_EQ(until(ms(60'000), false), often);
  sit({partner}, {}, 6);
  EXPECT_NE(until(ms(60'000)), often);
}

TEST_F(IntervalPartner, DrawsFromAStreamOfItsSeat) {
  config::Partner right = every(Duration());
  right.interval = {span_ms(200), span_ms(2000)};
  sit({right}, {}, 5);
  const auto alone = until(ms(60'000));
  config::Partner left = right;
  left.seat = "left";
  sit({left, right}, {}, 5);
  std::vector<Seen> of_right;
  for (const Seen& seen : until(ms(60'000))) {
    if (rig_.channels[seen.channel].subject == kRight) of_right.push_back(seen);
  }
  EXPECT_EQ(of_right, alone);
}

TEST_F(LagPartner, AnswersAnOnsetLagLater) {
  sit({after(span_ms(300))});
  EXPECT_EQ(device_->next_wakeup(), std::nullopt);
  until(ms(1000));
  onset(kLeft1, ms(1000));
  const std::vector<Seen> expected{{ms(1300), kRight1, true},
                                   {ms(1400), kRight1, false}};
  EXPECT_EQ(until(ms(5000)), expected);
}

TEST_F(LagPartner, AnswersOnsetsOnAnyOperandumOfTheFollowedSeatAndOnNothingElse) {
  sit({after(span_ms(300))});
  onset(kZone, ms(1000));
  onset(kRight2, ms(1000));
  EXPECT_TRUE(until(ms(2000)).empty());
  onset(kLeft2, ms(2000));
  EXPECT_EQ(until(ms(2300)).size(), 1U);
}

TEST_F(LagPartner, DoesNotAnswerAReleaseOrWhatWasBeforeTheSession) {
  sit({after(span_ms(300))});
  onset(kLeft1, Time::from_us(-1));
  Input release;
  release.time = ms(100);
  release.channel = kLeft1;
  device_->observe(release, ms(100));
  EXPECT_EQ(device_->next_wakeup(), std::nullopt);
}

TEST_F(LagPartner, DoesNotAnswerWhileAnAnswerIsDueOrItHolds) {
  sit({after(span_ms(300))});
  onset(kLeft1, ms(1000));
  onset(kLeft1, ms(1299));  // an answer is due
  until(ms(1300));
  onset(kLeft1, ms(1300));  // holds
  until(ms(1399));
  onset(kLeft1, ms(1399));  // still
  EXPECT_EQ(until(ms(5000)).size(), 1U);
  onset(kLeft1, ms(5000));
  EXPECT_EQ(until(ms(5400)).size(), 2U);
}

TEST_F(LagPartner, StampsNoAnswerBeforeWhatItHasPromised) {
  sit({after(span_ms(300))});
  until(ms(2000));
  ASSERT_EQ(device_->watermark(), ms(2000) + Duration::from_us(1));
  onset(kLeft1, ms(1000), ms(2001));  // told late
  const Time promised = device_->watermark();
  EXPECT_EQ(until(ms(2001)).at(0), (Seen{promised, kRight1, true}));
}

TEST_F(LagPartner, AnAnswerJustAtTheWatermarkKeepsItsTime) {
  sit({after(span_ms(300))});
  until(ms(2000));
  onset(kLeft1, ms(1700) + Duration::from_us(1), ms(2001));
  const Time due = ms(2000) + Duration::from_us(1);
  EXPECT_EQ(until(ms(2001)).at(0), (Seen{due, kRight1, true}));
}

TEST_F(LagPartner, FollowsTheSeatItIsTold) {
  rig_.seats.push_back("third");
  rig_.channels.push_back(channel_of("third_1", 2));
  config::Partner partner = after(span_ms(300));
  partner.follows = "third";
  sit({partner});
  onset(kLeft1, ms(1000));
  EXPECT_EQ(device_->next_wakeup(), std::nullopt);
  onset(5, ms(1000));
  EXPECT_EQ(device_->next_wakeup(), ms(1300));
}

TEST_F(LagPartner, FollowsTheFirstOtherSeatThatIsNotAbsent) {
  rig_.seats.push_back("third");
  rig_.channels.push_back(channel_of("third_1", 2));
  sit({partner_of(config::PartnerKind::absent, "left"), after(span_ms(300))});
  onset(5, ms(1000));
  EXPECT_EQ(device_->next_wakeup(), ms(1300));
}

TEST_F(LagPartner, FollowsAnotherPartnerToo) {
  config::Partner left = every(span_ms(1000));
  left.seat = "left";
  sit({after(span_ms(50)), left});
  const std::vector<Seen> expected{{ms(1000), kLeft1, true},
                                   {ms(1050), kRight1, true},
                                   {ms(1100), kLeft1, false},
                                   {ms(1150), kRight1, false}};
  EXPECT_EQ(until(ms(1900)), expected);
  sit({after(span_ms(50)), left});
  EXPECT_EQ(until(ms(1900), false), expected);
}

TEST_F(TitForTat, BeginsWithTheFirstChoice) {
  sit({tit_for_tat(span_ms(800))});
  trial_starts(Time());
  const std::vector<Seen> expected{{ms(800), kRight1, true}, {ms(900), kRight1, false}};
  EXPECT_EQ(until(ms(5000)), expected);
}

TEST_F(TitForTat, RepeatsWhatTheOtherChoseInTheTrialBefore) {
  sit({tit_for_tat(span_ms(800))});
  trial_starts(Time());
  until(ms(900));
  trial_ends(ms(900), Outcome::coordinated, 1);
  trial_starts(ms(2000));
  EXPECT_EQ(until(ms(2800)).at(0), (Seen{ms(2800), kRight2, true}));
  until(ms(2900));
  trial_ends(ms(2900), Outcome::miss, 0);
  trial_starts(ms(4000));
  EXPECT_EQ(until(ms(4800)).at(0), (Seen{ms(4800), kRight1, true}));
}

TEST_F(TitForTat, StaysWithTheLastKnownChoiceWhenTheOtherWithheld) {
  sit({tit_for_tat(span_ms(800))});
  trial_starts(Time());
  trial_ends(ms(900), Outcome::coordinated, 1);
  trial_starts(ms(2000));
  trial_ends(ms(2700), Outcome::miss, kNoChoice);
  until(ms(2700));
  trial_starts(ms(3000));
  EXPECT_EQ(until(ms(3800)).at(0), (Seen{ms(3800), kRight2, true}));
}

TEST_F(TitForTat, AnAbortedTrialTellsItNothing) {
  sit({tit_for_tat(span_ms(800))});
  trial_starts(Time());
  trial_ends(ms(300), Outcome::aborted, 1);
  trial_starts(ms(1000));
  EXPECT_EQ(until(ms(1800)).at(0), (Seen{ms(1800), kRight1, true}));
}

TEST_F(TitForTat, AResponseStillDueGivesWayToThatOfTheNextTrial) {
  sit({tit_for_tat(span_ms(800))});
  trial_starts(Time());
  until(ms(500));
  trial_ends(ms(500), Outcome::miss, 1);
  trial_starts(ms(500));
  EXPECT_EQ(until(ms(1400)).at(0), (Seen{ms(1300), kRight2, true}));
}

TEST_F(TitForTat, LetsGoBeforeItRespondsInTheNextTrial) {
  config::Partner partner = tit_for_tat(span_ms(100));
  partner.hold = span_ms(1000);
  sit({partner});
  trial_starts(Time());
  until(ms(200));
  trial_ends(ms(200), Outcome::coordinated, 1);
  trial_starts(ms(200));
  const std::vector<Seen> expected{{ms(1100), kRight1, false},
                                   {ms(1100) + Duration::from_us(1), kRight2, true}};
  EXPECT_EQ(until(ms(2000)), expected);
}

TEST_F(TitForTat, KnowsAChoiceByItsNameWhereABlockListsOthers) {
  config::TrialRule turned = stage_.rules[0];
  std::swap(turned.choices[0], turned.choices[1]);
  stage_.blocks = {{"plain", 10}, {"turned", 10}};
  stage_.rules.push_back(turned);
  sit({tit_for_tat(span_ms(800))});
  trial_starts(Time());
  until(ms(800));
  trial_ends(ms(800), Outcome::coordinated, 1);  // defect
  device_->hear({ms(2000), 2, note::TrialStart{.block = 1}}, ms(2000));
  EXPECT_EQ(until(ms(2800)).back(), (Seen{ms(2800), kRight2, true}));
}

TEST_F(Playback, RepeatsEveryEdgeAtItsTime) {
  const std::vector<PlayedEdge> edges{{Time(), kRight1, true},
                                      {ms(30), kRight2, true},
                                      {ms(40), kRight1, false},
                                      {ms(9000), kRight2, false}};
  sit({partner_of(config::PartnerKind::playback)}, edges);
  const std::vector<Seen> expected{{Time(), kRight1, true},
                                   {ms(30), kRight2, true},
                                   {ms(40), kRight1, false},
                                   {ms(9000), kRight2, false}};
  EXPECT_EQ(until(ms(9000)), expected);
  EXPECT_EQ(device_->next_wakeup(), std::nullopt);
}

TEST_F(Playback, SortsTheEdgesByTime) {
  sit({partner_of(config::PartnerKind::playback)},
      {{ms(40), kRight1, false}, {ms(10), kRight1, true}});
  const std::vector<Seen> expected{{ms(10), kRight1, true}, {ms(40), kRight1, false}};
  EXPECT_EQ(until(ms(100)), expected);
}

TEST_F(Playback, LeavesOutWhatALineCannotDo) {
  sit({partner_of(config::PartnerKind::playback)},
      {{Time::from_us(-1), kRight1, true},  // before the session
       {ms(10), kRight1, false},            // it was not on
       {ms(20), kRight1, true},
       {ms(30), kRight1, true},  // it is on already
       {ms(40), kRight1, false}});
  const std::vector<Seen> expected{{ms(20), kRight1, true}, {ms(40), kRight1, false}};
  EXPECT_EQ(until(ms(100)), expected);
}

TEST_F(Playback, ALagPartnerFollowsIt) {
  config::Partner left = partner_of(config::PartnerKind::playback, "left");
  sit({left, after(span_ms(200))}, {{ms(100), kLeft2, true}, {ms(150), kLeft2, false}});
  const std::vector<Seen> expected{{ms(100), kLeft2, true},
                                   {ms(150), kLeft2, false},
                                   {ms(300), kRight1, true},
                                   {ms(400), kRight1, false}};
  EXPECT_EQ(until(ms(1000)), expected);
}

}  // namespace
}  // namespace dyad::device
