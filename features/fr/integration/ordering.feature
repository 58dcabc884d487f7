# language: fr
# Généré par « interop translate » à partir de features/integration/ordering.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-2 @RAD-3
Fonctionnalité: Une demande arrive une seule fois en radiologie, et le médecin demandeur voit ce qu'elle devient
  Le médecin demandeur saisit sa demande dans le dossier patient informatisé et attend l'examen.
  Une demande perdue, en double ou refusée en silence, c'est un examen non fait, ou fait deux fois.

  Règle: Une demande est reprise avec son propre numéro, et le numéro d'accès revient au médecin

    @TC-ORD-001 @shall @positive
    Scénario: Un scanner thoracique est demandé et son numéro d'accès revient
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente "Ana Torres"
      Alors le système "RIS" accepte le message
      Et le médecin demandeur voit l'examen "Scanner thoracique" de la patiente "Ana Torres" avec le statut "programmé"
      Et le médecin demandeur voit le numéro d'accès qui figure dans la liste de travail pour l'examen "Scanner thoracique" de la patiente "Ana Torres"

    @TC-ORD-002 @shall @positive
    Scénario: Une demande urgente est urgente sur l'appareil
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Lorsque le service demandeur prescrit en urgence l'examen "Scanner cérébral sans injection" pour le patient "Luis Mba"
      Alors l'entrée de la liste de travail de l'examen "Scanner cérébral sans injection" du patient "Luis Mba" montre la priorité "urgent"

    @FIELD-01 @TC-ORD-003 @shall @positive
    Scénario: Un long numéro de demande revient entier avec le statut
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente "Ana Torres" sous un numéro de demande de 22 caractères
      Alors le médecin demandeur voit l'examen "Scanner thoracique" de la patiente "Ana Torres" avec le statut "programmé"
      Et l'entrée de la liste de travail de l'examen "Scanner thoracique" de la patiente "Ana Torres" porte les identifiants de la demande

    @MESA-107 @TC-ORD-004 @shall @positive
    Scénario: Le médecin demandeur voit quand l'examen commence et quand il se termine
      Étant donné que le patient "Carlos Nve" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Carlos Nve" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur démarre sur l'appareil "CT_ER1" l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors le médecin demandeur voit l'examen "Scanner thoracique" du patient "Carlos Nve" avec le statut "en cours"
      Lorsque le manipulateur acquiert 2 images de l'examen "Scanner thoracique" du patient "Carlos Nve"
      Et le manipulateur clôture l'examen "Scanner thoracique" du patient "Carlos Nve"
      Alors le médecin demandeur voit l'examen "Scanner thoracique" du patient "Carlos Nve" avec le statut "terminé"

    @FIELD-11 @TC-ORD-011 @shall @positive
    Scénario: Un expéditeur qui demande accusé de réception et réponse reçoit les deux
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour le patient "Luis Mba" et demande un accusé de réception et une réponse
      Alors le système "RIS" envoie l'accusé de réception puis la réponse
      Et le nombre d'entrées du patient "Luis Mba" dans la liste de travail de l'appareil "CT_ER1" est de 1

  Règle: Une demande faite en radiologie est connue du dossier patient informatisé sous ses deux numéros

    @TC-ORD-005 @shall @positive
    Scénario: Le secrétariat de radiologie saisit une demande reçue par téléphone
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Lorsque le secrétariat de radiologie saisit la demande de l'examen "Radiographie du bassin" pour le patient "Luis Mba"
      Alors le dossier patient informatisé répond avec son propre numéro de demande pour l'examen "Radiographie du bassin" du patient "Luis Mba"
      Et l'entrée de la liste de travail de l'examen "Radiographie du bassin" du patient "Luis Mba" porte les identifiants de la demande

    @TC-ORD-006 @shall @negative
    Scénario: Ce que le secrétariat de radiologie annule est annulé aussi dans le dossier patient informatisé
      Étant donné que le patient "Pedro Abeso" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" du patient "Pedro Abeso" est programmé sur l'appareil "CT_ER1"
      Lorsque le secrétariat de radiologie annule l'examen "Scanner thoracique" du patient "Pedro Abeso"
      Alors le médecin demandeur voit l'examen "Scanner thoracique" du patient "Pedro Abeso" avec le statut "annulé"
      Et l'examen "Scanner thoracique" du patient "Pedro Abeso" ne figure plus dans la liste de travail de l'appareil "CT_ER1"

  Règle: Une demande qui ne peut être satisfaite est refusée avec un motif, jamais perdue

    @TC-ORD-007 @shall @negative
    Scénario: Une demande pour un patient que la radiologie ne connaît pas
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente inconnue "Rosa Eyang"
      Alors le système "RIS" refuse le message avec le motif "patient inconnu"
      Et le nombre d'entrées de la patiente "Rosa Eyang" dans la liste de travail de l'appareil "CT_ER1" est de 0

    @TC-ORD-008 @shall @negative
    Scénario: Une demande d'un examen qui n'est pas au catalogue
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur prescrit pour la patiente "Ana Torres" un examen que la radiologie ne propose pas
      Alors le système "RIS" refuse le message avec le motif "examen inconnu"
      Et le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 0

    @TC-ORD-009 @shall @negative
    Scénario: L'annulation d'une demande qui n'a jamais été faite
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur annule pour la patiente "Ana Torres" une demande qui n'a jamais été faite
      Alors le système "RIS" refuse le message avec le motif "demande inconnue"

  Règle: Une demande envoyée deux fois est un seul examen

    @FIELD-10 @TC-ORD-010 @shall @negative
    Scénario: Le dossier patient informatisé ne reçoit pas de réponse et envoie de nouveau la demande
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Lorsque le service demandeur prescrit l'examen "Scanner thoracique" pour la patiente "Ana Torres"
      Et le service demandeur envoie une deuxième fois la demande de l'examen "Scanner thoracique" pour la patiente "Ana Torres"
      Alors le système "RIS" accepte le message
      Et le nombre d'entrées de la patiente "Ana Torres" dans la liste de travail de l'appareil "CT_ER1" est de 1
