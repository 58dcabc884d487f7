# language: fr
# Généré par « interop translate » à partir de features/integration/appointments.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-48
Fonctionnalité: Le service sait quand son patient est attendu
  Le brancardage, le jeûne et le transport dépendent de l'heure de l'examen.
  Un changement dont personne n'est averti, c'est un patient qui attend, ou qui ne vient pas.

  Règle: Tout rendez-vous, tout changement et toute annulation parviennent au dossier patient informatisé

    @MESA-151 @TC-APT-001 @shall @positive
    Scénario: Un rendez-vous est pris
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "IRM cérébrale" pour la patiente "Ana Torres" à la date "2031-03-14 09:30"
      Alors le service demandeur est averti d'un rendez-vous à la date "2031-03-14 09:30" pour l'examen "IRM cérébrale" de la patiente "Ana Torres"
      Et le rendez-vous de l'examen "IRM cérébrale" de la patiente "Ana Torres" concorde avec la liste de travail de l'appareil "MR_1"

    @MESA-152 @TC-APT-002 @shall @positive
    Scénario: Un rendez-vous est déplacé
      Étant donné que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1" à la date "2031-03-14 09:30"
      Lorsque le secrétariat de radiologie reprogramme l'examen "IRM cérébrale" du patient "Luis Mba" à la date "2031-03-17 11:00"
      Alors le service demandeur est averti que le rendez-vous pour l'examen "IRM cérébrale" du patient "Luis Mba" passe à la date "2031-03-17 11:00"
      Et le rendez-vous de l'examen "IRM cérébrale" du patient "Luis Mba" concorde avec la liste de travail de l'appareil "MR_1"

    @MESA-153 @TC-APT-003 @shall @negative
    Scénario: Le secrétariat de radiologie annule un rendez-vous
      Étant donné que l'examen "IRM cérébrale" du patient "Pedro Abeso" est programmé sur l'appareil "MR_1" à la date "2031-03-14 09:30"
      Lorsque le secrétariat de radiologie annule l'examen "IRM cérébrale" du patient "Pedro Abeso"
      Alors le service demandeur est averti que le rendez-vous pour l'examen "IRM cérébrale" du patient "Pedro Abeso" est annulé
      Et l'examen "IRM cérébrale" du patient "Pedro Abeso" ne figure plus dans la liste de travail de l'appareil "MR_1"

    @TC-APT-004 @shall @negative
    Scénario: Une demande annulée par le service annule aussi son rendez-vous
      Étant donné que l'examen "IRM cérébrale" du patient "Pedro Abeso" est programmé sur l'appareil "MR_1" à la date "2031-03-14 09:30"
      Lorsque le service demandeur annule la demande de l'examen "IRM cérébrale" pour le patient "Pedro Abeso"
      Alors le service demandeur est averti que le rendez-vous pour l'examen "IRM cérébrale" du patient "Pedro Abeso" est annulé
