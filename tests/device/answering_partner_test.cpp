#include <gtest/gtest.h>

#include <vector>

#include "device/partner_fixture.hpp"

namespace dyad::device {
namespace {

using LagPartner = PartnerDevices;
using TitForTat = PartnerDevices;

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

}  // namespace
}  // namespace dyad::device
