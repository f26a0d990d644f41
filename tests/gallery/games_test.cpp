#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/script.hpp"

// The iterated prisoner's dilemma and the stag hunt.
namespace dyad::gallery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kComputer = "against tit for tat";
constexpr const char* kAnimals = "two animals";

// What a trial pays: the left player, the right player, in µl.
using Pay = std::pair<std::string, std::string>;

Pay paid(const std::vector<std::string>& told) {
  Pay pay{"0", "0"};
  for (const std::string& line : told) {
    if (line.starts_with("left gets "))
      pay.first = line.substr(10, line.find(" ul") - 10);
    if (line.starts_with("right gets ")) {
      pay.second = line.substr(11, line.find(" ul") - 11);
    }
  }
  return pay;
}

// The two moves: front is to cooperate, back is to defect.
Pay play(Script& script, char left, char right, Duration trial) {
  const auto port = [](char move) { return move == 'C' ? "front" : "back"; };
  script.poke(std::string("poke_left_") + port(left), trial + ms(600));
  script.poke(std::string("poke_right_") + port(right), trial + ms(1000));
  return paid(script.told(trial + ms(1000)));
}

// A computer that plays tit for tat: it cooperates, and then does as was done to it.
std::vector<Pay> against_tit_for_tat(const char* file, const std::string& moves) {
  Script script(file, kComputer);
  std::vector<Pay> pays;
  char computer = 'C';
  Duration trial;
  for (const char move : moves) {
    pays.push_back(play(script, move, computer, trial));
    computer = move;
    trial = script.next_trial();
  }
  return pays;
}

TEST(PrisonersDilemma, AgainstTitForTatEachTrialPaysByBothMoves) {
  EXPECT_THAT(against_tit_for_tat("prisoners-dilemma.json", "CCDDCC"),
              ElementsAre(Pay("6", "0"),    // both cooperate
                          Pay("6", "0"),    //
                          Pay("10", "0"),   // the rat alone defects
                          Pay("2", "0"),    // the computer does as was done to it
                          Pay("0", "0"),    // the rat repents a trial too early
                          Pay("6", "0")));  // and is forgiven
}

TEST(StagHunt, AgainstTitForTatEachTrialPaysByBothMoves) {
  EXPECT_THAT(against_tit_for_tat("stag-hunt.json", "CCDDCC"),
              ElementsAre(Pay("6", "0"), Pay("6", "0"),
                          Pay("4", "0"),  // a hare is less than half of the stag
                          Pay("2", "0"), Pay("0", "0"), Pay("6", "0")));
}

std::vector<Pay> all_cells(const char* file) {
  Script script(file, kAnimals);
  std::vector<Pay> pays;
  Duration trial;
  for (const char left : {'C', 'D'}) {
    for (const char right : {'C', 'D'}) {
      pays.push_back(play(script, left, right, trial));
      trial = script.next_trial();
    }
  }
  return pays;
}

TEST(PrisonersDilemma, TwoAnimalsArePaidThreeOneFiveAndNothingByThePellet) {
  EXPECT_THAT(
      all_cells("prisoners-dilemma.json"),
      ElementsAre(Pay("6", "6"), Pay("0", "10"), Pay("10", "0"), Pay("2", "2")));
}

TEST(StagHunt, TwoAnimalsArePaidThreeOneTwoAndNothingByThePellet) {
  EXPECT_THAT(all_cells("stag-hunt.json"),
              ElementsAre(Pay("6", "6"), Pay("0", "4"), Pay("4", "0"), Pay("2", "2")));
}

class Games : public testing::TestWithParam<const char*> {};

TEST_P(Games, ToneBeginsTheTrialAndTheNextOneEightSecondsAfterTheMoves) {
  Script script(GetParam(), kComputer);
  EXPECT_EQ(script.lit("tone"), Duration());
  play(script, 'C', 'C', Duration());
  EXPECT_EQ(script.next_trial(), s(9));
  EXPECT_EQ(script.lit("tone"), s(9));
}

TEST_P(Games, FirstMoveComesWithinTwoSecondsOfTheTone) {
  for (const char* stage : {kComputer, kAnimals}) {
    Script in_time(GetParam(), stage);
    in_time.poke("poke_left_front", s(2)).poke("poke_right_front", s(2));
    EXPECT_EQ(paid(in_time.told(s(3))).first, "6");

    Script late(GetParam(), stage);
    late.poke("poke_left_front", s(2) + us(1)).poke("poke_right_front", s(2) + us(1));
    EXPECT_THAT(late.told(s(3)), ElementsAre("trial 1: omission at 2000.000 ms"));
  }
}

TEST_P(Games, SecondMoveComesWithinTwoSecondsOfTheFirst) {
  for (const char* stage : {kComputer, kAnimals}) {
    Script in_time(GetParam(), stage);
    in_time.poke("poke_right_front", s(1)).poke("poke_left_front", s(3));
    EXPECT_EQ(paid(in_time.told(s(4))).first, "6");

    Script withheld(GetParam(), stage);
    withheld.poke("poke_right_front", s(1)).poke("poke_left_back", s(3) + us(1));
    EXPECT_THAT(withheld.told(s(4)), ElementsAre("trial 1: miss at 3000.000 ms"));
  }
}

TEST_P(Games, FirstMoveOfATrialCounts) {
  Script script(GetParam(), kAnimals);
  script.poke("poke_left_back", ms(500)).poke("poke_left_front", ms(700));
  script.poke("poke_right_back", ms(1000));
  EXPECT_EQ(paid(script.told(s(2))), Pay("2", "2"));
}

TEST_P(Games, ComputerPlaysTitForTat) {
  const config::Schedule schedule = read_schedule(GetParam());
  const config::Stage& stage = stage_of(schedule, kComputer);
  ASSERT_EQ(stage.partners.size(), 1U);
  EXPECT_EQ(stage.partners.front().seat, "right");
  EXPECT_EQ(stage.partners.front().kind, config::PartnerKind::tit_for_tat);
  EXPECT_EQ(stage.partners.front().lag, config::Interval::fixed(s(1)));
  // It begins with the choice named first.
  EXPECT_THAT(stage.rules.front().choices.front().channels,
              testing::Contains("poke_right_front"));
}

INSTANTIATE_TEST_SUITE_P(Gallery, Games,
                         testing::Values("prisoners-dilemma.json", "stag-hunt.json"),
                         [](const auto& file) {
                           return std::string(file.param).starts_with("stag")
                                      ? "StagHunt"
                                      : "Prisoner";
                         });

}  // namespace
}  // namespace dyad::gallery
