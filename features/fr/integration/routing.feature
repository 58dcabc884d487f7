# language: fr
# Généré par « interop translate » à partir de features/integration/routing.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@ROUTING @RAD-8
Fonctionnalité: Les images vont d'elles-mêmes à tous ceux qui doivent les voir, et à personne d'autre
  Le spécialiste de Bata et le service d'analyse attendent des images que personne n'envoie à la main.
  Une règle qui omet un examen retarde un diagnostic ; une règle qui envoie trop rompt la confidentialité.

  Règle: La modalité, la partie du corps, l'appareil et l'heure décident où elles vont

    @TC-RTE-001 @shall @positive
    Scénario: Un scanner va au service d'analyse
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner cérébral sans injection" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur réalise l'examen "Scanner cérébral sans injection" de la patiente "Ana Torres" sur l'appareil "CT_ER1"
      Alors l'examen "Scanner cérébral sans injection" de la patiente "Ana Torres" parvient à temps à la destination "AI_NODE"

    @TC-RTE-002 @shall @negative
    Scénario: Une IRM ne va pas au service qui lit les scanners
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" de la patiente "Ana Torres" est programmé sur l'appareil "MR_1"
      Lorsque le manipulateur réalise l'examen "IRM cérébrale" de la patiente "Ana Torres" sur l'appareil "MR_1"
      Alors l'examen "IRM cérébrale" de la patiente "Ana Torres" parvient aux destinations de la table d'acheminement et à aucune autre

    @TC-RTE-003 @shall @positive
    Scénario: Tout examen du thorax va au spécialiste de Bata, quel que soit l'appareil
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax au lit" du patient "Luis Mba" est programmé sur l'appareil "CR_1"
      Lorsque le manipulateur réalise l'examen "Radiographie du thorax au lit" du patient "Luis Mba" sur l'appareil "CR_1"
      Alors l'examen "Radiographie du thorax au lit" du patient "Luis Mba" parvient à temps à la destination "BATA"
      Et l'examen "Radiographie du thorax au lit" du patient "Luis Mba" parvient aux destinations de la table d'acheminement et à aucune autre

    @TC-RTE-004 @shall @positive
    Scénario: Ce que fait la salle d'échographie va à l'archive du ministère
      Étant donné que la patiente "Rosa Eyang" figure dans le fichier des patients
      Et que l'examen "Échographie obstétricale" de la patiente "Rosa Eyang" est programmé sur l'appareil "US_1"
      Lorsque le manipulateur réalise l'examen "Échographie obstétricale" de la patiente "Rosa Eyang" sur l'appareil "US_1"
      Alors l'examen "Échographie obstétricale" de la patiente "Rosa Eyang" parvient à temps à la destination "ARCHIVE"

    @TC-RTE-005 @shall @positive
    Scénario: De jour et de nuit, une autre salle de lecture est de garde
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Mammographie bilatérale" du patient "Luis Mba" est programmé sur l'appareil "MG_1"
      Lorsque le manipulateur réalise l'examen "Mammographie bilatérale" du patient "Luis Mba" sur l'appareil "MG_1"
      Alors l'examen "Mammographie bilatérale" du patient "Luis Mba" parvient à la destination de garde à cette heure
      Et l'examen "Mammographie bilatérale" du patient "Luis Mba" parvient aux destinations de la table d'acheminement et à aucune autre

    @TC-RTE-006 @shall @positive
    Scénario: Un appareil qui appelle l'archive par son second nom fait acheminer ses images
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "Radiographie de la main — côté gauche" du patient "Luis Mba" est programmé sur l'appareil "DX_1"
      Lorsque le manipulateur réalise l'examen "Radiographie de la main — côté gauche" du patient "Luis Mba" sur l'appareil "DX_1" pour l'archive appelée "PACS1_TELE"
      Alors l'examen "Radiographie de la main — côté gauche" du patient "Luis Mba" parvient à temps à la destination "BATA"

  Règle: Une destination hors service reçoit tout plus tard, une fois

    @TC-RTE-007 @shall @negative
    Scénario: La liaison avec Bata est coupée pendant qu'une radiographie du thorax est faite
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Radiographie du thorax" de la patiente "Ana Torres" est programmé sur l'appareil "DX_1"
      Et que la destination "BATA" est hors service
      Lorsque le manipulateur réalise l'examen "Radiographie du thorax" de la patiente "Ana Torres" sur l'appareil "DX_1"
      Et la destination "BATA" fonctionne de nouveau
      Alors l'examen "Radiographie du thorax" de la patiente "Ana Torres" parvient à temps à la destination "BATA"
      Et rien de l'examen "Radiographie du thorax" de la patiente "Ana Torres" n'est perdu ni en double à la destination "BATA"

    @FIELD-09 @TC-RTE-008 @shall @negative
    Scénario: Le disque de l'archive est plein pendant un moment
      Étant donné que la patiente "Rosa Eyang" figure dans le fichier des patients
      Et que l'examen "Échographie obstétricale" de la patiente "Rosa Eyang" est programmé sur l'appareil "US_1"
      Et que la destination "ARCHIVE" n'a plus de place
      Lorsque le manipulateur réalise l'examen "Échographie obstétricale" de la patiente "Rosa Eyang" sur l'appareil "US_1"
      Et la destination "ARCHIVE" a de nouveau de la place
      Alors l'examen "Échographie obstétricale" de la patiente "Rosa Eyang" parvient à temps à la destination "ARCHIVE"
      Et rien de l'examen "Échographie obstétricale" de la patiente "Rosa Eyang" n'est perdu ni en double à la destination "ARCHIVE"
